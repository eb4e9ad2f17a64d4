#include "ctl/command.hpp"
#include "ctl/fault_codes.hpp"
#include "ctl/interpreter.hpp"
#include "tests/unit/ctl/fakes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace halberd::ctl {
namespace {

using testing::HasSubstr;
using testing::StartsWith;
using xmlrpc::Array;
using xmlrpc::Struct;

struct SilenceCommand : testing::Test, FakeSession {
    SilenceCommand() { answer("setSilences", true); }
    void answer(const std::string& method, FakeRemote::Answer answer) {
        remote.answers["halberd." + method] = {std::move(answer)};
    }
    void processes(const std::vector<std::pair<const char*, const char*>>& names) {
        Array all;
        for (const auto& [group, name] : names) {
            all.emplace_back(Struct{{"group", group}, {"name", name}, {"state", 20}, {"statename", "RUNNING"}});
        }
        remote.answers["supervisor.getAllProcessInfo"] = {all};
    }
    std::string run(std::string_view line) {
        console.output.clear();
        session.set_exit_status(ExitStatus::Success);
        interpreter.execute(line);
        return console.output;
    }
    int status() const { return static_cast<int>(session.exit_status()); }

    Interpreter interpreter{session, all_commands()};
};

TEST_F(SilenceCommand, TakesNamesGroupsAndPatterns) {
    processes({{"foo", "foo"}, {"web", "a"}, {"web", "b"}, {"web2", "b"}});
    EXPECT_THAT(run("silence foo 2h"), StartsWith("foo: silent until 20"));
    const std::string both = run("silence web:* 30m");
    EXPECT_THAT(both, HasSubstr("web:a: silent until "));
    EXPECT_THAT(both, HasSubstr("web:b: silent until "));
    EXPECT_EQ(both.find("web2"), std::string::npos);
    EXPECT_THAT(run("silence *:b 30m"), HasSubstr("web2:b: silent until "));
    EXPECT_EQ(status(), 0);
}

TEST_F(SilenceCommand, AnUnknownNameIsAnError) {
    processes({{"foo", "foo"}});
    EXPECT_EQ(run("silence bar 2h"), "bar: ERROR (no such process)\n");
    EXPECT_EQ(status(), 1);
}

TEST_F(SilenceCommand, OffAlsoTakesWhatIsThereNoMore) {
    processes({{"foo", "foo"}});
    answer("getSilences", Array{Struct{{"name", "g:gone"}, {"until", 1'900'000'000}}});
    EXPECT_EQ(run("silence foo g:gone off"), "foo: not silent\ng:gone: not silent\n");
}

TEST_F(SilenceCommand, ListsThem) {
    answer("getSilences", Array{Struct{{"name", "foo:foo"}, {"until", 1'900'000'000}}});
    EXPECT_THAT(run("silence"), StartsWith("foo: silent until 2030-03-1"));
    answer("getSilences", Array{});
    EXPECT_EQ(run("silence"), "No process is silent\n");
}

TEST_F(SilenceCommand, WantsNamesAndATime) {
    for (const char* line : {"silence 2h", "silence foo", "silence off", "silence foo 0", "silence foo soon"}) {
        EXPECT_THAT(run(line), StartsWith("Error: silence takes names of processes, and a time such as 2h, or off\n"));
        EXPECT_EQ(status(), 2);
    }
}

TEST_F(SilenceCommand, AnotherDaemonHasNone) {
    answer("getSilences", FakeRemote::fault(fault::UnknownMethod, "UNKNOWN_METHOD"));
    EXPECT_THAT(run("silence"), StartsWith("ERROR: this supervisord knows nothing of silence"));
    EXPECT_EQ(status(), 1);
}

} // namespace
} // namespace halberd::ctl
