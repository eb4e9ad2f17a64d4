#include "tests/unit/core/config/key_rows.hpp"

#include <gmock/gmock.h>

#include <linux/capability.h>

#include <csignal>

namespace halberd {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Optional;
using ::testing::Pair;

constexpr const char* program = "program:";

// Adds the rows once more for another kind of section that has the keys of a program, all but one.
template <class Row>
void repeat_as(std::vector<Row>& rows, const std::string& title, std::string_view except = {}) {
    const std::size_t count = rows.size();
    for (std::size_t i = 0; i < count; ++i) {
        if (rows[i].title == program && rows[i].key != except) {
            rows.push_back(rows[i]);
            rows.back().title = title;
        }
    }
}

// A member of the process that is, or matches, `wanted`.
template <class Member, class Wanted>
Effect process(Member ProcessSpec::*member, Wanted wanted) {
    return [=](const Configuration& read) { EXPECT_THAT(read.groups.at(0).processes.at(0).*member, wanted); };
}

// The same for a member of one of its logs.
template <class Member, class Wanted>
Effect log(LogSpec ProcessSpec::*which, Member LogSpec::*member, Wanted wanted) {
    return [=](const Configuration& read) { EXPECT_THAT((read.groups.at(0).processes.at(0).*which).*member, wanted); };
}

Effect names(std::vector<std::string> wanted) {
    return [=](const Configuration& read) {
        std::vector<std::string> names;
        for (const ProcessSpec& process : read.groups.at(0).processes) {
            names.push_back(process.name);
        }
        EXPECT_EQ(names, wanted);
    };
}

Effect signals(std::vector<StopSignal> wanted) {
    return process(&ProcessSpec::stopsignals, std::move(wanted));
}

template <class Member, class Wanted>
Effect restart(Member RestartSpec::*member, Wanted wanted) {
    return [=](const Configuration& read) { EXPECT_THAT(read.groups.at(0).processes.at(0).restart.*member, wanted); };
}

template <class Member, class Wanted>
Effect execution(Member ExecutionSpec::*member, Wanted wanted) {
    return [=](const Configuration& read) { EXPECT_THAT(read.groups.at(0).processes.at(0).execution.*member, wanted); };
}

// priority= orders the group that the section makes, and the process in it.
Effect priority(int wanted) {
    return [=](const Configuration& read) {
        EXPECT_EQ(read.groups.at(0).priority, wanted);
        EXPECT_EQ(read.groups.at(0).processes.at(0).priority, wanted);
    };
}

void add_log_rows(std::vector<GoodRow>& rows, const std::string& stream, LogSpec ProcessSpec::*which) {
    using Target = LogSpec::Target;
    const auto target = [=](Target wanted) { return log(which, &LogSpec::target, wanted); };
    const auto key = [&](const std::string& name) { return stream + "_" + name; };
    const std::vector<GoodRow> more{
        {program, key("logfile"), "/tmp/%(program_name)s.log", log(which, &LogSpec::path, EndsWith(".log"))},
        {program, key("logfile"), "/dev/stdout", target(Target::File)},
        {program, key("logfile"), "auto", target(Target::Auto)},
        {program, key("logfile"), "NONE", target(Target::None)},
        {program, key("logfile"), "Off", target(Target::None)},
        {program, key("logfile"), "", target(Target::None)},
        {program, key("logfile_maxbytes"), "2 kb", log(which, &LogSpec::maxbytes, ByteSize{2048})},
        {program, key("logfile_maxbytes"), "0", log(which, &LogSpec::maxbytes, ByteSize{0}), key("logfile=NONE\n")},
        {program, key("logfile_backups"), "3", log(which, &LogSpec::backups, 3)},
        {program, key("logfile_rotate"), "Daily", log(which, &LogSpec::rotate_every, Optional(86'400s))},
        {program, key("logfile_rotate"), "6h", log(which, &LogSpec::rotate_every, Optional(21'600s))},
        {program, key("logfile_rotate"), "3d", log(which, &LogSpec::rotate_every, Optional(259'200s))},
        {program, key("logfile_compress"), "zstd", log(which, &LogSpec::compression, Compression::Zstd)},
        {program, key("capture_maxbytes"), "1MB", log(which, &LogSpec::capture_maxbytes, 1_MiB)},
        {program, key("events_enabled"), "true", log(which, &LogSpec::events_enabled, true)},
        {program, key("syslog"), "on", log(which, &LogSpec::syslog, true)},
    };
    rows.insert(rows.end(), more.begin(), more.end());
}

void add_bad_log_rows(std::vector<BadRow>& rows, const std::string& stream) {
    const auto key = [&](const std::string& name) { return stream + "_" + name; };
    const std::string size_hint = "write a number, or one with KB, MB or GB: 50MB";
    const std::string period_hint =
        "write hourly, daily or weekly, a number of days such as 3d, or a duration that divides a day, such as 6h";
    const std::vector<BadRow> more{
        {program, key("logfile"), "/no/such/x.log",
         "The directory named as part of the path /no/such/x.log does not exist", "create it: mkdir -p /no/such"},
        {program, key("logfile_maxbytes"), "lots", "'lots' is not a number of bytes", size_hint},
        {program, key("logfile_backups"), "x", "'x' is not a whole number", "write digits only, such as 10"},
        {program, key("logfile_rotate"), "monthly", "'monthly' is not a time between rotations", period_hint},
        {program, key("logfile_rotate"), "5h", "'5h' is not a time between rotations", period_hint},
        {program, key("logfile_rotate"), "25h", "'25h' is not a time between rotations", period_hint},
        {program, key("logfile_rotate"), "500ms", "'500ms' is not a time between rotations", period_hint},
        {program, key("logfile_rotate"), "0", "'0' is not a time between rotations", period_hint},
        {program, key("logfile_compress"), "xz", "'xz' is no way to compress a log", "write none, gzip or zstd"},
        {program, key("capture_maxbytes"), "1TB", "'1TB' is not a number of bytes", size_hint},
        {program, key("events_enabled"), "2", "'2' is not a valid boolean value", "write true or false"},
        {program, key("syslog"), "local0", "'local0' is not a valid boolean value", "write true or false"},
        BadRow{program, key("logfile"), "syslog", key("logfile=syslog is deprecated"),
               "write " + key("syslog=true instead")}
            .as_warning(),
        BadRow{program, key("logfile_maxbytes"), "0", "AUTO logging used for " + key("logfile without rollover"),
               "set maxbytes > 0 to avoid filling up filesystem unintentionally"}
            .as_warning(),
    };
    rows.insert(rows.end(), more.begin(), more.end());
}

std::vector<GoodRow> good_rows_of_a_process() {
    return {
        {program, "command", "/bin/echo 100%% %(process_num)02d", process(&ProcessSpec::command, "/bin/echo 100% 00")},
        {program, "command", "/bin/sh -c 'a; b'", process(&ProcessSpec::command, "/bin/sh -c 'a; b'")},
        {program, "command", "/bin/a ; a comment", process(&ProcessSpec::command, "/bin/a")},
        {program, "command", "/bin/a\n  --long\n  --lines", process(&ProcessSpec::command, "/bin/a\n--long\n--lines")},
        {program, "process_name", "n_%(process_num)03d", process(&ProcessSpec::name, "n_000")},
        {program, "numprocs", "2", names({"n0", "n1"}), "process_name=n%(process_num)d\n"},
        {program, "numprocs", "0", names({})},
        {program, "numprocs_start", "7", names({"n7"}), "process_name=n%(process_num)d\n"},
        {program, "numprocs_start", "-1", names({"n-1"}), "process_name=n%(process_num)d\n"},
        {program, "directory", "/d/%(process_num)d", process(&ProcessSpec::directory, Optional(std::string("/d/0")))},
        {program, "umask", "027", process(&ProcessSpec::umask, Optional(mode_t{027}))},
        {program, "umask", "0o27", process(&ProcessSpec::umask, Optional(mode_t{027}))},
        {program, "priority", "-7", priority(-7)},
        {program, "autostart", "no", process(&ProcessSpec::autostart, false)},
        {program, "autorestart", "TRUE", process(&ProcessSpec::autorestart, AutoRestart::Always)},
        {program, "autorestart", "off", process(&ProcessSpec::autorestart, AutoRestart::Never)},
        {program, "autorestart", "Unexpected", process(&ProcessSpec::autorestart, AutoRestart::Unexpected)},
        {program, "startsecs", "4", process(&ProcessSpec::startsecs, 4s)},
        {program, "startsecs", "0", process(&ProcessSpec::startsecs, 0s)},
        {program, "startretries", "5", process(&ProcessSpec::startretries, 5)},
        {program, "restart_delay", "1500ms", restart(&RestartSpec::delay, Optional(1500ms))},
        {program, "backoff", "Exponential", restart(&RestartSpec::backoff, Backoff::Exponential)},
        {program, "backoff_max", "5m", restart(&RestartSpec::backoff_max, Optional(300'000ms))},
        {program, "restart_jitter", "20%%", restart(&RestartSpec::jitter, 20)},
        {program, "restart_limit", "5/10m", restart(&RestartSpec::limit, Optional(RestartLimit{5, 600'000ms}))},
        {program, "exitcodes", "1, 2", process(&ProcessSpec::exitcodes, ElementsAre(1, 2))},
        {program, "exitcodes", "", process(&ProcessSpec::exitcodes, IsEmpty())},
        {program, "stopsignal", "INT", signals({{SIGINT, std::nullopt}})},
        {program, "stopsignal", "sigquit", signals({{SIGQUIT, std::nullopt}})},
        {program, "stopsignal", "10", signals({{SIGUSR1, std::nullopt}})},
        {program, "stopsignal", "TERM 5, INT 7,KILL", signals({{SIGTERM, 5s}, {SIGINT, 7s}})},
        {program, "stopwaitsecs", "6", process(&ProcessSpec::stopwaitsecs, 6s)},
        {program, "reload_signal", "HUP", process(&ProcessSpec::reload_signal, Optional(SIGHUP))},
        {program, "on_fatal", "Shutdown", process(&ProcessSpec::on_fatal, OnFatal::Shutdown)},
        {program, "essential", "yes", process(&ProcessSpec::essential, true)},
        {program, "stopasgroup", "1", process(&ProcessSpec::stopasgroup, true)},
        {program, "stopasgroup", "1", process(&ProcessSpec::killasgroup, true)},
        {program, "killasgroup", "true", process(&ProcessSpec::killasgroup, true)},
        {program, "stop_scope", "Tree", process(&ProcessSpec::stop_scope, Optional(StopScope::Tree))},
        {program, "stop_scope", "tree", process(&ProcessSpec::killasgroup, true)},
        {program, "stop_scope", "group", process(&ProcessSpec::stopasgroup, true)},
        {program, "stop_scope", "process", process(&ProcessSpec::stopasgroup, false)},
        {program, "stop_scope", "group", process(&ProcessSpec::stopasgroup, true), "stopasgroup=true\n"},
        {program, "user_environment", "login",
         process(&ProcessSpec::environment, ElementsAre(Pair("HOME", "/mine"), Pair("LOGNAME", "nobody"),
                                                        Pair("SHELL", "/usr/sbin/nologin"), Pair("USER", "nobody"))),
         "user=nobody\nenvironment=HOME=/mine\n"},
        {program, "user_environment", "inherit", process(&ProcessSpec::environment, IsEmpty())},
        {program, "rlimits", "nofile=1024:4096, core=Unlimited,AS=2GB",
         execution(&ExecutionSpec::rlimits, ElementsAre(ResourceLimit{RLIMIT_NOFILE, 1024, 4096},
                                                        ResourceLimit{RLIMIT_CORE, RLIM_INFINITY, RLIM_INFINITY},
                                                        ResourceLimit{RLIMIT_AS, 2ULL << 30, 2ULL << 30}))},
        {program, "nice", "-5", execution(&ExecutionSpec::nice, Optional(-5))},
        {program, "ioprio", "idle",
         execution(&ExecutionSpec::ioprio, Optional(IoPriority{IoPriority::Class::Idle, 0}))},
        {program, "ioprio", "best-effort:7",
         execution(&ExecutionSpec::ioprio, Optional(IoPriority{IoPriority::Class::BestEffort, 7}))},
        {program, "ioprio", "realtime",
         execution(&ExecutionSpec::ioprio, Optional(IoPriority{IoPriority::Class::Realtime, 4}))},
        {program, "cpu_affinity", "3,0-1", execution(&ExecutionSpec::cpu_affinity, ElementsAre(0, 1, 3))},
        {program, "oom_score_adj", "-900", execution(&ExecutionSpec::oom_score_adj, Optional(-900))},
        {program, "no_new_privs", "true", execution(&ExecutionSpec::no_new_privs, true)},
        {program, "capability_bounding_set", "CAP_KILL,chown",
         execution(&ExecutionSpec::capability_bounding_set, Optional(ElementsAre(CAP_CHOWN, CAP_KILL)))},
        {program, "capability_bounding_set", "",
         execution(&ExecutionSpec::capability_bounding_set, Optional(IsEmpty()))},
        {program, "capability_bounding_set", "~CAP_SYS_ADMIN",
         execution(&ExecutionSpec::capability_bounding_set,
                   Optional(AllOf(Contains(CAP_CHOWN), Not(Contains(CAP_SYS_ADMIN)))))},
        {program, "log_format", "JSON", process(&ProcessSpec::log_format, LogFormat::Json)},
        {program, "log_marks", "true", process(&ProcessSpec::log_marks, true)},
        {program, "user", "root",
         [](const Configuration& read) { EXPECT_EQ(read.groups.at(0).processes.at(0).user->uid, 0U); }},
        {program, "user", "65534",
         [](const Configuration& read) { EXPECT_EQ(read.groups.at(0).processes.at(0).user->name, "nobody"); }},
        {program, "redirect_stderr", "true", process(&ProcessSpec::redirect_stderr, true)},
        {program, "environment", "A=\"1,2\",B='x',C=%(program_name)s",
         [](const Configuration& read) {
             const ProcessSpec& process = read.groups.at(0).processes.at(0);
             EXPECT_THAT(process.environment,
                         ElementsAre(Pair("A", "1,2"), Pair("B", "x"), Pair("C", read.groups.at(0).name)));
         }},
        {program, "environment", R"(A="{\"a\": [1, \"\\\"]}")",
         process(&ProcessSpec::environment, ElementsAre(Pair("A", R"({"a": [1, "\"]})")))},
        {program, "environment_file", "/etc/default/web,-/x.env",
         process(&ProcessSpec::environment_files, ElementsAre("/etc/default/web", "-/x.env"))},
        {program, "serverurl", "unix:///s", process(&ProcessSpec::serverurl, Optional(std::string("unix:///s")))},
        {program, "serverurl", "AUTO", process(&ProcessSpec::serverurl, std::nullopt)},
    };
}

} // namespace

std::vector<GoodRow> good_program_rows() {
    std::vector<GoodRow> rows = good_rows_of_a_process();
    add_log_rows(rows, "stdout", &ProcessSpec::stdout_log);
    add_log_rows(rows, "stderr", &ProcessSpec::stderr_log);
    repeat_as(rows, "eventlistener:", "redirect_stderr"); // which would break a listener's protocol
    repeat_as(rows, "fcgi-program:");
    return rows;
}

std::vector<BadRow> bad_program_rows() {
    const std::string digits_hint = "write digits only, such as 10";
    const std::string boolean_hint = "write true or false";
    const std::string name_hint = "use letters, digits, '_', '-' and '.'";
    const std::string exit_code_hint = "write numbers from 0 to 255 with commas between them: 0,2";
    const std::string duration_hint = "write seconds, or a number with ms, s, m, h or d";
    const std::string limit_hint =
        "write RESOURCE=LIMIT or RESOURCE=SOFT:HARD with commas between them: nofile=1024:4096, core=unlimited; the "
        "resources are as, core, cpu, data, fsize, locks, memlock, msgqueue, nice, nofile, nproc, rss, rtprio, rttime, "
        "sigpending and stack";
    const std::string io_hint =
        "write idle, best-effort:LEVEL or realtime:LEVEL, with a level from 0, the highest, to 7";
    const std::string signal_hint = "write a name such as TERM, HUP or QUIT";
    std::vector<BadRow> rows{
        {program, "command", "date +%t", "'%t' is no format", "write %%t here for a literal per cent sign"},
        {program, "process_name", "a b", "Invalid name: 'a b' because of character: ' '", name_hint},
        {program, "process_name", "a:b", "Invalid name: 'a:b' because of character: ':'", name_hint},
        {program, "numprocs", "2", "%(process_num) must be present within process_name when numprocs > 1",
         "write process_name=%(program_name)s_%(process_num)02d"},
        {program, "numprocs", "some", "'some' is not a whole number", digits_hint},
        {program, "numprocs_start", "x", "'x' is not a whole number", digits_hint},
        {program, "directory", "/%(program_nam)s", "'%(program_nam)s' cannot be expanded",
         "did you mean 'program_name'?"},
        {program, "umask", "9", "9 can not be converted to an octal type", "write a mode such as 022 or 0700"},
        {program, "priority", "high", "'high' is not a whole number", digits_hint},
        {program, "autostart", "maybe", "'maybe' is not a valid boolean value", boolean_hint},
        {program, "autorestart", "sometimes", "invalid 'autorestart' value 'sometimes'",
         "write true, false or unexpected"},
        {program, "startsecs", "1m", "'1m' is not a whole number of seconds", digits_hint},
        {program, "startretries", "many", "'many' is not a whole number", digits_hint},
        {program, "restart_delay", "soon", "'soon' is not a duration", duration_hint},
        {program, "backoff", "quadratic", "'quadratic' is no kind of backoff", "write constant, linear or exponential"},
        {program, "backoff_max", "-1s", "'-1s' is not a duration", duration_hint},
        {program, "restart_jitter", "101", "'101' is not a percentage", "write a number from 0 to 100, such as 20%%"},
        {program, "restart_limit", "5", "'5' is not a limit of restarts",
         "write NUMBER/DURATION: 5/10m allows five restarts in ten minutes"},
        {program, "restart_limit", "0/1m", "'0/1m' is not a limit of restarts",
         "write NUMBER/DURATION: 5/10m allows five restarts in ten minutes"},
        {program, "stopsignal", "TERM x,KILL", "'TERM x' is not a valid signal name with the seconds to wait after it",
         "write SIGNAL SECONDS with commas between them: TERM 5, INT 5, KILL"},
        {program, "exitcodes", "256", "'256' is not a valid list of exit codes", exit_code_hint},
        {program, "exitcodes", "0;2", "'0;2' is not a valid list of exit codes",
         "a comment needs a space before its ';'"},
        {program, "stopsignal", "SIGFOO", "'SIGFOO' is not a valid signal name", signal_hint},
        {program, "stopwaitsecs", "x", "'x' is not a whole number of seconds", digits_hint},
        {program, "reload_signal", "FOO", "'FOO' is not a valid signal name", signal_hint},
        {program, "on_fatal", "panic", "'panic' is nothing to do when the program is FATAL",
         "write ignore or shutdown"},
        {program, "essential", "very", "'very' is not a valid boolean value", boolean_hint},
        {program, "stopasgroup", "x", "'x' is not a valid boolean value", boolean_hint},
        {program, "killasgroup", "false", "Cannot set stopasgroup=true and killasgroup=false",
         "leave killasgroup= out: stopasgroup=true implies it", "stopasgroup=true\n"},
        {program, "user", "no-such-user", "Invalid user name no-such-user",
         "there is no such account; create it, or name one that `getent passwd` lists"},
        {program, "stop_scope", "session", "'session' is not a scope of stopping", "write process, group or tree"},
        {program, "stop_scope", "process",
         "contradicts stopasgroup=", "leave stopasgroup= out: stop_scope= says it as well", "stopasgroup=true\n"},
        {program, "stop_scope", "tree",
         "contradicts killasgroup=", "leave killasgroup= out: stop_scope= says it as well", "killasgroup=false\n"},
        {program, "user_environment", "su", "'su' is not an environment", "write inherit or login"},
        {program, "rlimits", "nofile=1024, files=7", "'files=7' is not a resource limit", limit_hint},
        {program, "rlimits", "nofile=4096:1024", "'nofile=4096:1024' is not a resource limit", limit_hint},
        {program, "rlimits", "nofile=1K", "'nofile=1K' is not a resource limit", limit_hint},
        {program, "nice", "20", "'20' is not a nice value", "write a number from -20 to 19"},
        {program, "ioprio", "best-effort:8", "'best-effort:8' is not an I/O priority", io_hint},
        {program, "ioprio", "idle:1", "'idle:1' is not an I/O priority", io_hint},
        {program, "cpu_affinity", "0,2-1", "'2-1' is not a processor, or a range of them",
         "write numbers and ranges with commas between them: 0,2-5"},
        {program, "oom_score_adj", "1001", "'1001' is not an OOM score adjustment",
         "write a number from -1000 to 1000"},
        {program, "no_new_privs", "never", "'never' is not a valid boolean value", boolean_hint},
        {program, "capability_bounding_set", "CAP_KILL,CAP_FLY", "'CAP_FLY' is not a capability",
         "write names as in `man capabilities` with commas between them: CAP_KILL, CAP_CHOWN; ~ in front of the list "
         "keeps all but these"},
        {program, "log_format", "xml", "'xml' is not a format of logs", "write raw, text or json"},
        {program, "log_marks", "x", "'x' is not a valid boolean value", boolean_hint},
        {program, "redirect_stderr", "stdout", "'stdout' is not a valid boolean value", boolean_hint},
        {program, "environment", "A=1,B", "Unexpected end of key/value pairs",
         "write KEY=\"value\",KEY2=\"value\"; a value with other than letters, digits and _/.+-(): needs quotes"},
        {program, "environment_file", "/a,,/b", "one of the files has no name",
         "write FILE, or FILE,FILE; -FILE for one that may be missing"},
        {program, "serverurl", "unix://%(ENV_RUN_DIR)s/s.sock",
         "'%(ENV_RUN_DIR)s' cannot be expanded: the environment variable RUN_DIR is not set",
         "set it before supervisord starts or in environment=, or write %(ENV_RUN_DIR:-DEFAULT)s"},
    };
    add_bad_log_rows(rows, "stdout");
    add_bad_log_rows(rows, "stderr");
    repeat_as(rows, "fcgi-program:");
    repeat_as(rows, "eventlistener:", "redirect_stderr"); // which has a row of its own there
    return rows;
}

} // namespace halberd
