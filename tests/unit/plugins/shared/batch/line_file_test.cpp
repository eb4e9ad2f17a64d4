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
    EXPECT_TRUE(first.add({"1@x", "g:foo", "foo  died"}));
    EXPECT_TRUE(first.add({"2@x", "g:bar", "two\nlines"}));
    LineFile second(path());
    EXPECT_THAT(second.read(), ElementsAre(Line{"1@x", "g:foo", "foo  died"}, Line{"2@x", "g:bar", "two lines"}));
    EXPECT_TRUE(second.add({"3@x", "", ""}));
    EXPECT_THAT(LineFile(path()).read(), testing::Contains(Line{"3@x", "", ""}));
    EXPECT_EQ(std::filesystem::status(path()).permissions(),
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST_F(LineFileTest, EventsAreKnownUntilTheyWereHandedOver) {
    LineFile first(path());
    EXPECT_TRUE(first.add({"1@x", "g:foo", "a"}));
    EXPECT_TRUE(first.has("1@x"));
    LineFile second(path());
    second.read();
    EXPECT_TRUE(second.has("1@x"));
    EXPECT_FALSE(second.has("2@x"));
    EXPECT_TRUE(second.keep({}));
    EXPECT_FALSE(second.has("1@x"));
    EXPECT_FALSE(std::filesystem::exists(path()));
    EXPECT_TRUE(second.add({"2@x", "g:foo", "b"}));
    EXPECT_THAT(LineFile(path()).read(), ElementsAre(Line{"2@x", "g:foo", "b"}));
}

TEST_F(LineFileTest, WhatIsKeptComesBackAndMayGrow) {
    LineFile first(path());
    EXPECT_TRUE(first.add({"1@x", "g:foo", "a"}));
    EXPECT_TRUE(first.add({"2@x", "g:bar", "b"}));
    EXPECT_TRUE(first.keep({{"1@x", "g:foo", "a"}}));
    EXPECT_TRUE(first.has("1@x"));
    EXPECT_FALSE(first.has("2@x"));
    EXPECT_TRUE(first.add({"3@x", "g:bar", "c"}));
    EXPECT_THAT(LineFile(path()).read(), ElementsAre(Line{"1@x", "g:foo", "a"}, Line{"3@x", "g:bar", "c"}));
    EXPECT_FALSE(std::filesystem::exists(path() + ".new"));
}

TEST_F(LineFileTest, AFileOfAnOlderHalberdHasLinesWithoutProcesses) {
    std::ofstream(path()) << "1@x 2026-11-23 14:58:08,211 -- Process g:foo (pid 11) died unexpectedly\n";
    EXPECT_THAT(LineFile(path()).read(),
                ElementsAre(Line{"1@x", "", "2026-11-23 14:58:08,211 -- Process g:foo (pid 11) died unexpectedly"}));
}

TEST_F(LineFileTest, ALineThatWasNotWrittenWholeIsNoneAndIsOverwritten) {
    std::ofstream(path()) << "1@x whole\n2@x hal";
    LineFile file(path());
    EXPECT_THAT(file.read(), ElementsAre(Line{"1@x", "", "whole"}));
    EXPECT_FALSE(file.has("2@x"));
    EXPECT_TRUE(file.add({"3@x", "g:foo", "b"}));
    EXPECT_THAT(LineFile(path()).read(), ElementsAre(Line{"1@x", "", "whole"}, Line{"3@x", "g:foo", "b"}));
}

TEST_F(LineFileTest, WithoutAPathNothingIsKeptButEventsAreKnown) {
    LineFile file("");
    EXPECT_TRUE(file.add({"1@x", "g:foo", "a"}));
    EXPECT_TRUE(file.has("1@x"));
    EXPECT_TRUE(file.keep({}));
    EXPECT_THAT(file.read(), IsEmpty());
}

TEST_F(LineFileTest, WhatCanNotBeWrittenIsAnError) {
    LineFile file("/proc/x.lines");
    EXPECT_THAT(file.add({"1@x", "g:foo", "a"}).error(), HasSubstr("/proc/x.lines can't be written: "));
}

} // namespace
} // namespace halberd::batch
