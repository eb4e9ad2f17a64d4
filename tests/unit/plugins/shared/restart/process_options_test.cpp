#include "plugins/shared/restart/process_options.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace halberd::restart {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;

constexpr Option table[] = {{"program", 'p', "NAME", ""},
                            {"any", 'a', nullptr, ""},
                            {"eager", 'e', nullptr, ""},
                            {"not-eager", 'E', nullptr, ""},
                            {"grace", 0, "SECONDS", ""}};
constexpr options::Usage usage("tool", "", table);

tl::expected<ProcessOptions, std::string> read(const std::vector<std::string>& arguments) {
    return read_process_options(usage.read(arguments).value());
}

TEST(ProcessOptionsTest, WithoutAnyEverythingIsEagerAndNobodyChosen) {
    const auto options = read({});
    EXPECT_TRUE(options->eager);
    EXPECT_FALSE(options->any);
    EXPECT_TRUE(options->programs.empty());
    EXPECT_EQ(options->grace, seconds(0));
}

TEST(ProcessOptionsTest, AllAreRead) {
    const auto options = read({"-p", "a", "-a", "-pg:b", "--grace", "30"});
    EXPECT_THAT(options->programs, ElementsAre("a", "g:b"));
    EXPECT_TRUE(options->any);
    EXPECT_EQ(options->grace, seconds(30));
}

TEST(ProcessOptionsTest, OfEagerAndNotEagerTheLastCounts) {
    EXPECT_FALSE(read({"-e", "-E"})->eager);
    EXPECT_TRUE(read({"-E", "-a", "-e"})->eager);
    EXPECT_FALSE(read({"-E", "-a"})->eager);
}

TEST(ProcessOptionsTest, SecondsAreAWholeNumber) {
    for (const char* wrong : {"x", "1.5", "-1", "", "1s", "9999999"}) {
        EXPECT_EQ(read({"--grace", wrong}).error(),
                  "--grace is a number of seconds, and '" + std::string(wrong) + "' is none");
    }
}

} // namespace
} // namespace halberd::restart
