#include "core/config/path_values.hpp"

#include "core/config/account_table.hpp"
#include "tests/unit/core/config/configuration_fixture.hpp"

#include <gmock/gmock.h>

namespace halberd {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class PathValuesTest : public ConfigurationTest {
 protected:
    PathValuesTest() { environment_.variables["HOME"] = "/home/me/"; }

    AccountTable accounts_;
    ValueContext context_{environment_, accounts_, folder_};
};

TEST_F(PathValuesTest, BecomeAbsoluteAndShort) {
    EXPECT_EQ(normalize_path("a/./b//../c/", context_), folder_ + "/a/c");
    EXPECT_EQ(normalize_path("/", context_), "/");
    EXPECT_EQ(normalize_path("/a/../../b", context_), "/b");
}

TEST_F(PathValuesTest, KnowHomeFolders) {
    EXPECT_EQ(normalize_path("~/x", context_), "/home/me/x");
    EXPECT_EQ(normalize_path("~", context_), "/home/me");
    EXPECT_EQ(normalize_path("~root/x", context_), "/root/x");
    EXPECT_EQ(normalize_path("~no-such-user/x", context_), folder_ + "/~no-such-user/x");
    EXPECT_EQ(normalize_path("a~/x", context_), folder_ + "/a~/x");
}

TEST_F(PathValuesTest, OfFilesNeedTheirFolder) {
    EXPECT_EQ(parse_file("x.log", context_), folder_ + "/x.log");
    const auto missing = parse_file("no/x.log", context_);
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().reason, "The directory named as part of the path no/x.log does not exist");
    EXPECT_EQ(missing.error().hint, "create it: mkdir -p " + folder_ + "/no");
    EXPECT_FALSE(parse_file("", context_));
}

TEST_F(PathValuesTest, OfFoldersNeedTheFolder) {
    EXPECT_EQ(parse_directory(folder_, context_), folder_);
    EXPECT_EQ(parse_directory("/dev/null", context_).error().reason, "/dev/null is not an existing directory");
}

TEST_F(PathValuesTest, MayNameTheSystemLogInstead) {
    EXPECT_EQ(parse_activity_log("syslog", context_), "syslog");
    EXPECT_EQ(parse_activity_log("x.log", context_), folder_ + "/x.log");
}

TEST_F(PathValuesTest, OfASearchPathStandBetweenColons) {
    EXPECT_THAT(*parse_search_path("/a:b::~/c", context_), ElementsAre("/a", folder_ + "/b", "/home/me/c"));
    EXPECT_THAT(*parse_search_path("", context_), IsEmpty());
}

TEST_F(PathValuesTest, OfLogsHaveWordsOfTheirOwn) {
    using Target = LogSpec::Target;
    EXPECT_EQ(parse_log_destination("Auto", context_)->target, Target::Auto);
    EXPECT_EQ(parse_log_destination("NONE", context_)->target, Target::None);
    EXPECT_EQ(parse_log_destination("off", context_)->target, Target::None);
    EXPECT_TRUE(parse_log_destination("syslog", context_)->is_syslog);
    EXPECT_EQ(parse_log_destination("x.log", context_)->target, Target::File);
    EXPECT_EQ(parse_log_destination("x.log", context_)->path, folder_ + "/x.log");
}

} // namespace
} // namespace halberd
