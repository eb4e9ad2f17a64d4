#include "ctl/command.hpp"
#include "ctl/completion.hpp"
#include "ctl/interpreter.hpp"

#include "fakes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace halberd::ctl {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

struct LintCommand : testing::Test, FakeSession {
    std::string folder = [] {
        std::string name = std::filesystem::canonical(std::filesystem::temp_directory_path()) / "ctl-lint-XXXXXX";
        return std::string(::mkdtemp(name.data()));
    }();
    Interpreter interpreter{session, all_commands()};

    ~LintCommand() override { std::filesystem::remove_all(folder); }

    std::string configure(const std::string& name, std::string_view text) const {
        std::ofstream(folder + "/" + name) << text;
        return folder + "/" + name;
    }

    std::string run(const std::string& line) {
        console.output.clear();
        session.set_exit_status(ExitStatus::Success);
        interpreter.execute(line);
        return console.output;
    }
    int status() const { return static_cast<int>(session.exit_status()); }
};

TEST_F(LintCommand, ReadsTheFileOfTheSessionWithoutAskingTheDaemon) {
    const std::string file = configure("a.conf", "[supervisord]\n");
    session.set_configuration_file(file);
    EXPECT_EQ(run("lint"), file + ": no errors, no warnings\n");
    EXPECT_EQ(status(), 0);
    EXPECT_THAT(remote.calls, IsEmpty());
}

TEST_F(LintCommand, ReadsTheNamedFileAndEndsWith2WhenThereAreErrors) {
    session.set_configuration_file(configure("a.conf", "[supervisord]\n"));
    const std::string file = configure("b.conf", "[supervisord]\nloglevel=loud\n");
    EXPECT_THAT(run("lint " + file), StartsWith(file + ":2:10: error: [supervisord] loglevel: "));
    EXPECT_THAT(console.output, EndsWith("\n" + file + ": 1 error, no warnings\n"));
    EXPECT_EQ(status(), 2);
}

TEST_F(LintCommand, WarnsOfPitfallsAndEndsWith0) {
    const std::string file = configure("a.conf", "[supervisord]\n[program:x]\ncommand=nginx\n");
    EXPECT_THAT(run("lint " + file),
                HasSubstr(file + ":3:9: warning: [program:x] command: nginx goes into the background"));
    EXPECT_EQ(status(), 0);
}

TEST_F(LintCommand, PrintsJson) {
    const std::string file = configure("a.conf", "[supervisord]\nloglevel=loud\n");
    EXPECT_THAT(run("lint --json " + file),
                StartsWith(R"({"file":")" + file + R"(","errors":1,"warnings":0,"findings":[{"severity":"error",)"));
    EXPECT_EQ(run("lint " + file + " --json"), run("lint --json " + file));
    EXPECT_EQ(status(), 2);
}

TEST_F(LintCommand, KnowsTheEventTypes) {
    run("lint " + configure("a.conf", "[supervisord]\n[eventlistener:l]\ncommand=x\nevents=PROCES_STATE\n"));
    EXPECT_THAT(console.output, HasSubstr("did you mean 'PROCESS_STATE'?"));
}

TEST_F(LintCommand, IsOfferedByTab) {
    EXPECT_THAT(completions("li", interpreter.commands(), [] { return std::vector<Namespec>(); }), ElementsAre("lint"));
}

TEST_F(LintCommand, RefusesWrongUse) {
    EXPECT_THAT(run("lint"), StartsWith("Error: no configuration file was found: name one\nlint ["));
    EXPECT_EQ(status(), 2);
    EXPECT_THAT(run("lint a b"), StartsWith("Error: lint accepts one file and --json\nlint ["));
    EXPECT_THAT(run("lint --jsn"), StartsWith("Error: lint accepts one file and --json\n"));
    EXPECT_EQ(status(), 2);
}

} // namespace
} // namespace halberd::ctl
