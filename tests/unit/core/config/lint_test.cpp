#include "core/config/lint.hpp"

#include "configuration_fixture.hpp"

#include <gmock/gmock.h>

namespace halberd {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::vector<std::string> codes(const std::vector<Pitfall>& pitfalls) {
    std::vector<std::string> codes;
    for (const Pitfall& pitfall : pitfalls) {
        codes.push_back(pitfall.code);
    }
    return codes;
}

ProcessSpec process(std::string command) {
    ProcessSpec process;
    process.command = std::move(command);
    return process;
}

std::vector<std::string> codes_of(const ProcessSpec& process, std::string_view comment = {}) {
    return codes(find_pitfalls(CheckedProgram{process, comment, 0, "/home/web"}));
}

TEST(Lint, FindsACommandThatACommentCutsOff) {
    EXPECT_THAT(codes_of(process("sh -c \"a"), "; b\""), ElementsAre("truncated-command"));
    EXPECT_THAT(codes_of(process("sh -c 'a"), "# b'"), ElementsAre("truncated-command"));
    EXPECT_THAT(codes_of(process("/bin/a"), ";b"), ElementsAre("truncated-command"));
    EXPECT_THAT(codes_of(process("/bin/a"), "; the program's command"), IsEmpty());
    EXPECT_THAT(codes_of(process("/bin/a"), ";the command"), IsEmpty());
    EXPECT_THAT(codes_of(process("/bin/a"), ""), IsEmpty());
}

TEST(Lint, FindsAQuoteThatDoesNotClose) {
    EXPECT_THAT(codes_of(process("sh -c 'a")), ElementsAre("open-quote"));
    EXPECT_THAT(codes_of(process("sh -c 'a'")), IsEmpty());
}

TEST(Lint, FindsACommandThatDaemonises) {
    EXPECT_THAT(codes_of(process("nginx")), ElementsAre("daemonising-command"));
    EXPECT_THAT(codes_of(process("nginx -g 'daemon off;'")), IsEmpty());
}

TEST(Lint, FindsNohup) {
    EXPECT_THAT(codes_of(process("/usr/bin/nohup ./x")), ElementsAre("nohup"));
    EXPECT_THAT(codes_of(process("./nohup.sh")), IsEmpty());
}

TEST(Lint, FindsAUserWithoutItsHome) {
    ProcessSpec one = process("x");
    one.user = Account{"web", 1234, 1234, {}};
    const auto pitfalls = find_pitfalls(CheckedProgram{one, {}, 0, "/home/web"});
    ASSERT_THAT(codes(pitfalls), ElementsAre("user-without-home"));
    EXPECT_EQ(pitfalls[0].hint, "add to environment=: HOME=\"/home/web\",USER=\"web\"");
    EXPECT_THAT(codes(find_pitfalls(CheckedProgram{one, {}, 1234, "/home/web"})), IsEmpty());
    one.environment = {{"HOME", "/x"}};
    EXPECT_THAT(find_pitfalls(CheckedProgram{one, {}, 0, ""}).at(0).message, HasSubstr("USER stay"));
    one.environment["USER"] = "web";
    EXPECT_THAT(codes_of(one), IsEmpty());
    one.environment.clear();
    one.environment_files = {"/etc/default/web"};
    EXPECT_THAT(codes_of(one), IsEmpty());
}

TEST(Lint, FindsRotationOfWhatIsNoFile) {
    ProcessSpec one = process("x");
    one.stderr_log.target = LogSpec::Target::File;
    for (const char* path : {"/dev/stdout", "/dev/stderr", "/dev/fd/1", "/proc/self/fd/2", "/dev/tty", "/dev/pts/0"}) {
        one.stderr_log.path = path;
        EXPECT_THAT(codes_of(one), ElementsAre("rotated-stream")) << path;
    }
    one.stderr_log.maxbytes = ByteSize{0};
    EXPECT_THAT(codes_of(one), IsEmpty());
    one.stderr_log.maxbytes = 1_MiB;
    one.stderr_log.path = "/dev/null";
    EXPECT_THAT(codes_of(one), IsEmpty());
    one.stderr_log.path = "/var/log/no-such-file.log";
    EXPECT_THAT(codes_of(one), IsEmpty());
}

TEST(Lint, FindsRotationOfTheMainLog) {
    ServerOptions server;
    server.logfile = "/dev/stdout";
    EXPECT_THAT(codes(find_pitfalls(server)), ElementsAre("rotated-stream"));
    server.logfile_maxbytes = ByteSize{0};
    EXPECT_THAT(codes(find_pitfalls(server)), IsEmpty());
}

TEST(Lint, FindsAServerThatAnybodyCanUse) {
    InetServerSpec server;
    server.port = 9001;
    server.is_open = true;
    for (const char* host : {"", "0.0.0.0", "192.168.1.7", "::"}) {
        server.host = host;
        EXPECT_THAT(codes(find_pitfalls(server)), ElementsAre("open-server")) << host;
    }
    server.is_open = false;
    EXPECT_THAT(codes(find_pitfalls(server)), IsEmpty());
    server.is_open = true;
    for (const char* host : {"127.0.0.1", "localhost", "::1"}) {
        server.host = host;
        EXPECT_THAT(codes(find_pitfalls(server)), IsEmpty()) << host;
    }
}

using LintedConfiguration = ConfigurationTest;

constexpr std::string_view doubtful =
    "[supervisord]\nlogfile=/dev/stdout\n[inet_http_server]\nport=*:9001\n[program:a]\ncommand=sh -c \"x ; y\"\n"
    "[program:b]\ncommand=\n  nginx\nstdout_logfile=/dev/stderr\n";

TEST_F(LintedConfiguration, ShowsEachPitfallAtItsValue) {
    lint(doubtful);
    EXPECT_EQ(places(), "2:9 /dev/stdout\n4:6 *:9001\n6:9 sh -c \"x ; y\"\n8:9 \n10:16 /dev/stderr\n");
    EXPECT_FALSE(diagnostics_.has_errors());
    EXPECT_EQ(diagnostics_.all().at(2).code, "truncated-command");
}

TEST_F(LintedConfiguration, IsNotWhatTheDaemonLogs) {
    read(doubtful);
    EXPECT_EQ(said(), "");
}

TEST_F(LintedConfiguration, HasTheWarningsOfTheDaemonToo) {
    lint("[supervisord]\nloglevle=info\n[eventlistener:l]\ncommand=x\nevents=EVENT\nredirect_stderr=true\n");
    EXPECT_THAT(said(), HasSubstr("warning: supervisord.conf:2: [supervisord] unknown key 'loglevle'"));
    EXPECT_THAT(said(), HasSubstr("error: supervisord.conf:6: [eventlistener:l] redirect_stderr:"));
}

TEST_F(LintedConfiguration, IsSilentAboutAnInnocentOne) {
    lint(
        "[supervisord]\n[inet_http_server]\nport=127.0.0.1:9001\n[program:a]\ncommand=/bin/cat ; a comment\n"
        "stdout_logfile=/dev/stdout\nstdout_logfile_maxbytes=0\n");
    EXPECT_EQ(said(), "");
}

} // namespace
} // namespace halberd
