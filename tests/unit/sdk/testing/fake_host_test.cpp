#include "sdk/testing/fake_host.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <halberd/plugin.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <thread>

namespace {

// Does with each event what its payload says.
class Parrot : public halberd::Plugin {
 public:
    Parrot(halberd::Host& host, const std::vector<std::string>& arguments) : host_(host) {
        if (!arguments.empty()) {
            throw std::runtime_error("no arguments, please");
        }
        host_.warn(host_.variable("PARROT").value_or("nobody"));
    }
    ~Parrot() override { host_.info("bye"); }

    halberd::Result handle(const halberd::Event& event) override {
        if (event.payload() == "fail") {
            return halberd::Result::fail("as asked");
        }
        if (event.payload() == "fatal") {
            return halberd::Result::fatal("as asked");
        }
        host_.info(std::string(event.name()) + " " + std::string(event.payload()));
        return halberd::Result::ok();
    }

    static std::optional<halberd::Exit> command_line(const std::vector<std::string>& arguments) {
        return arguments.empty() ? std::nullopt : std::optional(halberd::Exit{3, "usage", "no arguments"});
    }

 private:
    halberd::Host& host_;
};

} // namespace

HALBERD_PLUGIN(Parrot, "org.example.parrot", "1.0.0", "Repeats")

namespace halberd::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(FakeHostTest, RunsThePluginFromStartToStop) {
    FakeHost host;
    host.variables["PARROT"] = "polly";
    ASSERT_TRUE(host.start());
    EXPECT_EQ(host.send({"TICK_5", "when:5"}).kind(), Result::Kind::Ok);
    EXPECT_THAT(host.log(), ElementsAre("polly", "TICK_5 when:5"));
    host.stop();
    EXPECT_THAT(host.log(), ElementsAre("bye"));
}

TEST(FakeHostTest, TellsResultsWithTheirReasons) {
    FakeHost host;
    ASSERT_TRUE(host.start());
    const Result failed = host.send({"TICK_5", "fail"});
    EXPECT_EQ(failed.kind(), Result::Kind::Fail);
    EXPECT_EQ(failed.reason(), "as asked");
    EXPECT_EQ(host.send({"TICK_5", "fatal"}).kind(), Result::Kind::Fatal);
}

TEST(FakeHostTest, AStartThatFailsGivesThePluginsText) {
    FakeHost host;
    EXPECT_EQ(host.start({"x"}).error(), "no arguments, please");
    EXPECT_THROW(host.send({"TICK_5", ""}), std::logic_error);
}

TEST(FakeHostTest, StartsAnotherInstanceAfterEndingTheFirst) {
    FakeHost host;
    ASSERT_TRUE(host.start());
    ASSERT_TRUE(host.start());
    EXPECT_THAT(host.log(), ElementsAre("nobody", "bye", "nobody"));
}

TEST(FakeHostTest, KeepsTheLevelsOfTheLog) {
    FakeHost host;
    ASSERT_TRUE(host.start());
    EXPECT_THAT(host.log_with_levels(), ElementsAre(FakeHost::LogLine{LogLevel::Warning, "nobody"}));
    EXPECT_THAT(host.log(), IsEmpty());
}

TEST(FakeHostTest, ShowsHowTheCommandLineEnds) {
    FakeHost host;
    EXPECT_FALSE(host.command_line({}));
    const auto end = host.command_line({"-h"});
    ASSERT_TRUE(end);
    EXPECT_EQ(end->status, 3);
    EXPECT_EQ(end->out, "usage");
    EXPECT_EQ(end->err, "no arguments");
}

TEST(FakeHostTest, PlaysTheEventsOfAFile) {
    std::string folder = ::testing::TempDir() + "halberd-play-XXXXXX";
    ASSERT_NE(::mkdtemp(folder.data()), nullptr);
    const std::string path = folder + "/events.txt";
    std::ofstream(path) << "TICK_5 when:5\nTICK_5 fail\n";
    FakeHost host;
    ASSERT_TRUE(host.start());
    const auto results = host.play(path);
    ASSERT_TRUE(results) << results.error();
    ASSERT_EQ(results->size(), 2U);
    EXPECT_EQ((*results)[0].kind(), Result::Kind::Ok);
    EXPECT_EQ((*results)[1].kind(), Result::Kind::Fail);
    std::ofstream(path) << "tick\n";
    EXPECT_THAT(host.play(path).error(), HasSubstr(path + ": line 1"));
    std::filesystem::remove_all(folder);
    EXPECT_THAT(host.play(path).error(), HasSubstr("can't read " + path));
}

} // namespace
} // namespace halberd::test
