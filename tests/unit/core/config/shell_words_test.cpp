#include "core/config/shell_words.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace halberd {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

std::vector<std::string> words(std::string_view text) {
    const auto result = split_shell_words(text);
    return result ? *result : std::vector<std::string>{"error: " + result.error().detail};
}

TEST(ShellWords, AreSeparatedByWhiteSpace) {
    EXPECT_THAT(words(" a  b\tc\nd "), ElementsAre("a", "b", "c", "d"));
    EXPECT_THAT(words(""), IsEmpty());
    EXPECT_THAT(words("  "), IsEmpty());
}

TEST(ShellWords, KeepWhatIsQuoted) {
    EXPECT_THAT(words("'a b' \"c d\" e' 'f"), ElementsAre("a b", "c d", "e f"));
    EXPECT_THAT(words("'' \"\" x"), ElementsAre("", "", "x"));
    EXPECT_THAT(words("a#b # 'c;d' $HOME *"), ElementsAre("a#b", "#", "c;d", "$HOME", "*"));
}

TEST(ShellWords, UnderstandBackslashes) {
    EXPECT_THAT(words(R"(a\ b \\ \' "\"" "\\" "\n" '\n')"), ElementsAre("a b", "\\", "'", "\"", "\\", "\\n", "\\n"));
}

TEST(ShellWords, MustBeComplete) {
    EXPECT_THAT(words("a 'b"), ElementsAre("error: No closing quotation"));
    EXPECT_THAT(words("a \"b\\\""), ElementsAre("error: No closing quotation"));
    EXPECT_THAT(words("a \\"), ElementsAre("error: No escaped character"));
}

TEST(ShellWords, ComeBackFromQuoting) {
    std::string command;
    const std::vector<std::string> wanted{"plain", "",    "two words", "it's", "\"",     "\\",
                                          "$x",    "a;b", "\n",        "~",    "/a/b.so"};
    for (const std::string& word : wanted) {
        command += quote_shell_word(word) + " ";
    }
    EXPECT_EQ(words(command), wanted);
    EXPECT_EQ(quote_shell_word("/usr/lib/x.so"), "/usr/lib/x.so");
    EXPECT_EQ(quote_shell_word("a b"), "'a b'");
}

std::map<std::string, std::string> pairs(std::string_view text) {
    const auto result = parse_key_value_pairs(text);
    return result ? *result : std::map<std::string, std::string>{{"error", result.error().detail}};
}

TEST(KeyValuePairs, AreSeparatedByCommas) {
    EXPECT_THAT(pairs(R"(A="1",B=two, C = 'with, comma',)"),
                ElementsAre(Pair("A", "1"), Pair("B", "two"), Pair("C", "with, comma")));
    EXPECT_THAT(pairs("A=1,\n  B=2"), ElementsAre(Pair("A", "1"), Pair("B", "2")));
    EXPECT_THAT(pairs(""), IsEmpty());
}

TEST(KeyValuePairs, KeepQuotesOfTheOtherKindAndEscapedOnes) {
    EXPECT_THAT(pairs(R"(A="'x'",B='"y"',C="say \"hi\" \\ \n")"),
                ElementsAre(Pair("A", "'x'"), Pair("B", "\"y\""), Pair("C", R"(say "hi" \ \n)")));
    EXPECT_THAT(pairs(R"(J="{\"a\": [1, 2]}",E="")"), ElementsAre(Pair("E", ""), Pair("J", R"({"a": [1, 2]})")));
}

TEST(KeyValuePairs, TakePathsAndLettersBeyondAsciiWithoutQuotes) {
    EXPECT_THAT(pairs("P=/usr/bin:/a-b.c+d(e),U=\xC3\xA9"),
                ElementsAre(Pair("P", "/usr/bin:/a-b.c+d(e)"), Pair("U", "\xC3\xA9")));
}

TEST(KeyValuePairs, EndAtAComment) {
    EXPECT_THAT(pairs("A=1#,B=2\n,C=3"), ElementsAre(Pair("A", "1"), Pair("C", "3")));
}

TEST(KeyValuePairs, TellWhereTheyAreWrong) {
    std::size_t culprit = 0;
    EXPECT_FALSE(parse_key_value_pairs("A=1, B", &culprit));
    EXPECT_EQ(culprit, 5U);
    EXPECT_FALSE(parse_key_value_pairs("A=1,B='x", &culprit));
    EXPECT_EQ(culprit, 6U);
    EXPECT_FALSE(split_shell_words("sh -c \"x", &culprit));
    EXPECT_EQ(culprit, 6U);
}

TEST(KeyValuePairs, MustBeComplete) {
    EXPECT_THAT(pairs("A"), ElementsAre(Pair("error", "Unexpected end of key/value pairs")));
    EXPECT_THAT(pairs("A=1 2"), ElementsAre(Pair("A", "1")));
    EXPECT_THAT(pairs("A=1 B=2"), ElementsAre(Pair("error", "Unexpected end of key/value pairs")));
    EXPECT_THAT(pairs("A='1"), ElementsAre(Pair("error", "No closing quotation")));
}

} // namespace
} // namespace halberd
