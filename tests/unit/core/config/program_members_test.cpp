#include "tests/unit/core/config/configuration_fixture.hpp"

#include <gmock/gmock.h>

namespace halberd {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

class ProgramMembersTest : public ConfigurationTest {
 protected:
    // The processes of [program:web] with these lines below command=/bin/cat.
    std::vector<ProcessSpec> processes(const std::string& lines) {
        const auto configuration = read("[supervisord]\n[program:web]\ncommand=/bin/cat\n" + lines);
        return configuration.groups.empty() ? std::vector<ProcessSpec>{} : configuration.groups.front().processes;
    }
    ProcessSpec process(const std::string& lines) {
        auto all = processes(lines);
        return all.size() == 1 ? all.front() : ProcessSpec{};
    }
};

TEST_F(ProgramMembersTest, DefaultsAreSupervisors) {
    ProcessSpec wanted;
    wanted.name = "web";
    wanted.command = "/bin/cat";
    EXPECT_EQ(process(""), wanted);
    EXPECT_EQ(said(), "");
}

TEST_F(ProgramMembersTest, EnvironmentFilesAreAbsoluteAndMayBeMarkedAsOptional) {
    EXPECT_THAT(process("environment_file=/etc/default/web, -%(program_name)s.env").environment_files,
                ElementsAre("/etc/default/web", "-" + folder_ + "/web.env"));
    EXPECT_EQ(said(), "");
    processes("environment_file=/a,,/b");
    EXPECT_THAT(said(), HasSubstr("supervisord.conf:4: [program:web] environment_file: one of the files has no name"));
}

TEST_F(ProgramMembersTest, WhatAProgramDoesNotSetComesFromTheDefaultsOfPrograms) {
    const auto configuration = read(
        "[DEFAULT]\nstartsecs=7\npriority=1\n"
        "[supervisord]\n"
        "[program-default]\nautorestart=true\npriority=5\nstdout_logfile=%(here)s/%(program_name)s.log\n"
        "numprocs=2\nprocess_name=%(program_name)s_%(process_num)d\nenvironment=FROM=\"default\"\n"
        "[program:a]\ncommand=/bin/a\n"
        "[program:b]\ncommand=/bin/b %(ENV_FROM)s\nautorestart=false\nnumprocs=1\nenvironment=FROM=\"b\"\n"
        "[eventlistener:l]\ncommand=/bin/l\nevents=EVENT\n");
    EXPECT_EQ(said(), "");
    ASSERT_EQ(configuration.groups.size(), 3U);
    const GroupSpec& listener = configuration.groups.at(0);
    const GroupSpec& a = configuration.groups.at(1);
    const GroupSpec& b = configuration.groups.at(2);
    EXPECT_EQ(a.priority, 5);
    ASSERT_EQ(a.processes.size(), 2U);
    EXPECT_EQ(a.processes.at(1).name, "a_1");
    EXPECT_EQ(a.processes.at(1).autorestart, AutoRestart::Always);
    EXPECT_EQ(a.processes.at(1).stdout_log.path, folder_ + "/a.log");
    EXPECT_EQ(a.processes.at(1).startsecs, 7s);
    ASSERT_EQ(b.processes.size(), 1U);
    EXPECT_EQ(b.processes.at(0).command, "/bin/b b");
    EXPECT_EQ(b.processes.at(0).autorestart, AutoRestart::Never);
    EXPECT_EQ(listener.priority, 1);
    EXPECT_EQ(listener.processes.at(0).autorestart, AutoRestart::Unexpected);
}

TEST_F(ProgramMembersTest, ListenersHaveDefaultsOfTheirOwn) {
    const auto configuration = read(
        "[supervisord]\n[eventlistener-default]\nevents=TICK_60\nbuffer_size=50\nautorestart=true\n"
        "[eventlistener:l]\ncommand=/bin/l\n[eventlistener:m]\ncommand=/bin/m\nevents=EVENT\n"
        "[program:p]\ncommand=/bin/p\n");
    EXPECT_EQ(said(), "");
    ASSERT_EQ(configuration.groups.size(), 3U);
    EXPECT_THAT(configuration.groups.at(0).listener->events, ElementsAre(EventSelection{"TICK_60", ""}));
    EXPECT_THAT(configuration.groups.at(1).listener->events, ElementsAre(EventSelection{"EVENT", ""}));
    EXPECT_EQ(configuration.groups.at(1).listener->buffer_size, 50U);
    EXPECT_EQ(configuration.groups.at(0).processes.at(0).autorestart, AutoRestart::Always);
    EXPECT_EQ(configuration.groups.at(2).processes.at(0).autorestart, AutoRestart::Unexpected);
}

TEST_F(ProgramMembersTest, AMistakeInTheDefaultsIsReportedOnceAndWhereItStands) {
    read(
        "[supervisord]\n[program-default]\nstartsecs=x\nstart_secs=1\n"
        "[program:a]\ncommand=/bin/a\n[program:b]\ncommand=/bin/b\n");
    EXPECT_EQ(said(),
              "error: supervisord.conf:3: [program-default] startsecs: 'x' is not a whole number of seconds (write "
              "digits only, such as 10)\n"
              "warning: supervisord.conf:4: [program-default] unknown key 'start_secs' is ignored (did you mean "
              "'startsecs'?)\n");
}

TEST_F(ProgramMembersTest, NumprocsMakesProcessesInTheOrderOfTheirNames) {
    const auto all = processes(
        "numprocs=3\nnumprocs_start=9\nprocess_name=%(program_name)s_%(process_num)d\ndirectory=/%(process_num)d");
    ASSERT_EQ(all.size(), 3U);
    EXPECT_EQ(all[0].name, "web_10");
    EXPECT_EQ(all[0].directory, "/10");
    EXPECT_EQ(all[1].name, "web_11");
    EXPECT_EQ(all[2].name, "web_9");
}

TEST_F(ProgramMembersTest, AnErrorIsReportedOnceForAllProcesses) {
    processes("numprocs=3\nprocess_name=%(process_num)d\nstdout_logfile=/no/such/%(process_num)d\n");
    EXPECT_EQ(said(),
              "error: supervisord.conf:6: [program:web] stdout_logfile: The directory named as part of the path "
              "/no/such/0 does not exist (create it: mkdir -p /no/such)\n");
}

TEST_F(ProgramMembersTest, AllErrorsOfASectionAreReported) {
    read(
        "[supervisord]\n[program:web]\nstartsecs=x\numask=9\nautostart=\"true\"\nstopsignal=FOO;bar\n[program:b]"
        "\ncommand=%t\n");
    EXPECT_EQ(
        said(),
        "error: supervisord.conf:2: [program:web] program section does not specify a command (add command=)\n"
        "error: supervisord.conf:3: [program:web] startsecs: 'x' is not a whole number of seconds (write digits only, "
        "such as 10)\n"
        "error: supervisord.conf:4: [program:web] umask: 9 can not be converted to an octal type (write a mode such as "
        "022 or 0700)\n"
        "error: supervisord.conf:5: [program:web] autostart: '\"true\"' is not a valid boolean value (values stand "
        "without quotes: true)\n"
        "error: supervisord.conf:6: [program:web] stopsignal: 'FOO;bar' is not a valid signal name (a comment needs a "
        "space before its ';')\n"
        "error: supervisord.conf:8: [program:b] command: '%t' is no format (write %%t here for a literal per cent "
        "sign)\n");
}

TEST_F(ProgramMembersTest, NumprocsNeedsTheNumberInTheName) {
    processes("numprocs=2");
    EXPECT_EQ(said(),
              "error: supervisord.conf:4: [program:web] numprocs: %(process_num) must be present within process_name "
              "when numprocs > 1 (write process_name=%(program_name)s_%(process_num)02d)\n");
}

TEST_F(ProgramMembersTest, StopAsGroupImpliesKillAsGroup) {
    EXPECT_TRUE(process("stopasgroup=true").killasgroup);
    EXPECT_FALSE(process("stopasgroup=false").killasgroup);
    EXPECT_TRUE(process("killasgroup=true").killasgroup);
    process("stopasgroup=true\nkillasgroup=false");
    EXPECT_EQ(said(),
              "error: supervisord.conf:5: [program:web] killasgroup: Cannot set stopasgroup=true and killasgroup=false "
              "(leave killasgroup= out: stopasgroup=true implies it)\n");
}

TEST_F(ProgramMembersTest, TheEnvironmentIsThatOfTheDaemonUnderTheProgramsOwn) {
    environment_.variables["CITY"] = "Paris";
    const auto configuration = read(
        "[supervisord]\nenvironment=A=1,B=\"%(ENV_CITY)s\"\n[program:web]\n"
        "command=%(ENV_A)s %(ENV_C)s %(ENV_CITY)s\nenvironment=A=2,C=\"%(ENV_A)s%%\"\n");
    EXPECT_EQ(said(), "");
    const ProcessSpec& web = configuration.groups.front().processes.front();
    EXPECT_THAT(web.environment, ElementsAre(Pair("A", "2"), Pair("B", "Paris"), Pair("C", "1%")));
    EXPECT_EQ(web.command, "2 1% Paris");
}

TEST_F(ProgramMembersTest, NamesOfEachSectionExpandEverywhere) {
    const ProcessSpec web = process(
        "command=%(program_name)s %(group_name)s %(process_num)02d %(numprocs)d %(host_node_name)s\n"
        "stdout_logfile=%(here)s/%(program_name)s.log");
    EXPECT_EQ(web.command, "web web 00 1 box");
    EXPECT_EQ(web.stdout_log.path, folder_ + "/web.log");
}

TEST_F(ProgramMembersTest, RelativeLogsLieWhereTheDaemonWillBe) {
    std::filesystem::create_directory(folder_ + "/logs");
    environment_.working_directory = "/";
    const std::string program = "[program:a]\ncommand=x\nstdout_logfile=x.log\n";
    const auto path = [&](const std::string& supervisord) {
        return read("[supervisord]\n" + supervisord + program).groups.at(0).processes.at(0).stdout_log.path;
    };
    EXPECT_EQ(path(""), "/x.log");
    EXPECT_EQ(path("directory=%(here)s/logs\n"), folder_ + "/logs/x.log");
    EXPECT_EQ(path("directory=%(here)s/logs\nnodaemon=true\n"), "/x.log");
}

TEST_F(ProgramMembersTest, DoubtfulLogsAreWarnings) {
    const ProcessSpec web = process("redirect_stderr=true\nstderr_logfile=/tmp/e.log\nstdout_logfile_maxbytes=0");
    EXPECT_EQ(web.stderr_log.target, LogSpec::Target::None);
    EXPECT_EQ(web.stderr_log.path, "");
    EXPECT_EQ(
        said(),
        "warning: supervisord.conf:5: [program:web] stderr_logfile: redirect_stderr=true but stderr_logfile has "
        "also been set to a filename, the filename has been ignored\n"
        "warning: supervisord.conf:6: [program:web] stdout_logfile_maxbytes: AUTO logging used for stdout_logfile "
        "without rollover (set maxbytes > 0 to avoid filling up filesystem unintentionally)\n");
}

TEST_F(ProgramMembersTest, ALogCalledSyslogIsDeprecatedAndStillWorks) {
    const ProcessSpec web = process("stdout_logfile=Syslog\nstdout_syslog=false");
    EXPECT_EQ(web.stdout_log.target, LogSpec::Target::None);
    EXPECT_TRUE(web.stdout_log.syslog);
    EXPECT_THAT(said(), HasSubstr("stdout_logfile=syslog is deprecated (write stdout_syslog=true instead)"));
}

} // namespace
} // namespace halberd
