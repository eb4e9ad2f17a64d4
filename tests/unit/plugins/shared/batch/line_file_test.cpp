#include "plugins/shared/batch/line_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace halberd::batch {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class LineFileTest : public testing::Test {
 protected:
    LineFileTest() {
        std::string name = testing::TempDir() + "halberd-lines-XXXXXX";
        folder = ::mkdtemp(name.data());
    }
    ~LineFileTest() override { std::filesystem::remove_all(folder); }

    std::string path() const { return folder / "x.lines"; }

    std::filesystem::path folder;
};

TEST_F(LineFileTest, LinesComeBackInTheirOrder) {
    LineFile first(path());
    EXPECT_THAT(first.read(), IsEmpty());
    EXPECT_TRUE(first.add("1@x", "foo  died"));
    EXPECT_TRUE(first.add("2@x", "two\nlines"));
    LineFile second(path());
    EXPECT_THAT(second.read(), ElementsAre("foo  died", "two lines"));
    EXPECT_TRUE(second.add("3@x", ""));
    EXPECT_THAT(LineFile(path()).read(), ElementsAre("foo  died", "two lines", ""));
    EXPECT_EQ(std::filesystem::status(path()).permissions(),
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST_F(LineFileTest, EventsAreKnownUntilTheyWereHandedOver) {
    LineFile first(path());
    EXPECT_TRUE(first.add("1@x", "a"));
    EXPECT_TRUE(first.has("1@x"));
    LineFile second(path());
    second.read();
    EXPECT_TRUE(second.has("1@x"));
    EXPECT_FALSE(second.has("2@x"));
    second.clear();
    EXPECT_FALSE(second.has("1@x"));
    EXPECT_FALSE(std::filesystem::exists(path()));
    EXPECT_TRUE(second.add("2@x", "b"));
    EXPECT_THAT(LineFile(path()).read(), ElementsAre("b"));
}

TEST_F(LineFileTest, ALineThatWasNotWrittenWholeIsNoneAndIsOverwritten) {
    std::ofstream(path()) << "1@x whole\n2@x hal";
    LineFile file(path());
    EXPECT_THAT(file.read(), ElementsAre("whole"));
    EXPECT_FALSE(file.has("2@x"));
    EXPECT_TRUE(file.add("3@x", "b"));
    EXPECT_THAT(LineFile(path()).read(), ElementsAre("whole", "b"));
}

TEST_F(LineFileTest, WithoutAPathNothingIsKeptButEventsAreKnown) {
    LineFile file("");
    EXPECT_TRUE(file.add("1@x", "a"));
    EXPECT_TRUE(file.has("1@x"));
    file.clear();
    EXPECT_THAT(file.read(), IsEmpty());
}

TEST_F(LineFileTest, WhatCanNotBeWrittenIsAnError) {
    LineFile file("/proc/x.lines");
    EXPECT_THAT(file.add("1@x", "a").error(), HasSubstr("/proc/x.lines can't be written: "));
}

} // namespace
} // namespace halberd::batch
