#include "core/config/similar_name.hpp"

#include <gtest/gtest.h>

namespace halberd {
namespace {

const std::vector<std::string_view>& keys() {
    static const std::vector<std::string_view> all{
        "command", "user", "killasgroup", "stopasgroup", "startsecs", "stdout_logfile", "stdout_logfile_maxbytes",
        "umask"};
    return all;
}

TEST(EditDistance, CountsInsertionsRemovalsReplacementsAndSwaps) {
    EXPECT_EQ(edit_distance("", "abc"), 3U);
    EXPECT_EQ(edit_distance("abc", "abc"), 0U);
    EXPECT_EQ(edit_distance("abc", "abxc"), 1U);
    EXPECT_EQ(edit_distance("abcd", "abd"), 1U);
    EXPECT_EQ(edit_distance("abc", "axc"), 1U);
    EXPECT_EQ(edit_distance("abcd", "acbd"), 1U);
    EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
}

TEST(SimilarName, FindsTypingErrors) {
    EXPECT_EQ(similar_name("ikillasgroup", keys()), "killasgroup");
    EXPECT_EQ(similar_name("comand", keys()), "command");
    EXPECT_EQ(similar_name("sartsecs", keys()), "startsecs");
    EXPECT_EQ(similar_name("usre", keys()), "user");
    EXPECT_EQ(similar_name("STDOUT_LOGFILE", keys()), "stdout_logfile");
}

TEST(SimilarName, FindsTheNameThatHoldsTheWordOrIsHeldByIt) {
    EXPECT_EQ(similar_name("logfile_max", keys()), "stdout_logfile_maxbytes");
    EXPECT_EQ(similar_name("run_command_here", keys()), "command");
}

TEST(SimilarName, AnEndlessWordCostsNothing) {
    const std::string word(1'000'000, 'x');
    EXPECT_EQ(similar_name(word, keys()), "");
    EXPECT_EQ(similar_name(word + "command", keys()), "command");
}

TEST(SimilarName, DoesNotGuessWildly) {
    EXPECT_EQ(similar_name("foo", keys()), "");
    EXPECT_EQ(similar_name("depends_on", keys()), "");
    EXPECT_EQ(similar_name("", keys()), "");
    EXPECT_EQ(similar_name("x", {"y"}), "");
    EXPECT_EQ(did_you_mean("foo", keys(), "see the manual"), "see the manual");
    EXPECT_EQ(did_you_mean("usr", keys()), "did you mean 'user'?");
}

} // namespace
} // namespace halberd
