#include "plugins/httpok/body_search.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace halberd::httpok {
namespace {

// After how many pieces the text was found; 0: not at all.
int pieces_until_found(const std::string& text, const std::vector<std::string>& pieces) {
    BodySearch search(text);
    int count = 0;
    for (const std::string& piece : pieces) {
        search.feed(piece);
        ++count;
        if (search.found()) {
            return count;
        }
    }
    return 0;
}

TEST(BodySearchTest, FindsATextThatComesInPieces) {
    EXPECT_EQ(pieces_until_found("works", {"it works", "fine"}), 1);
    EXPECT_EQ(pieces_until_found("works", {"it wo", "", "r", "k", "s fine"}), 5);
    EXPECT_EQ(pieces_until_found("x", {"ab", "x"}), 2);
}

TEST(BodySearchTest, DoesNotFindWhatIsNotThere) {
    EXPECT_EQ(pieces_until_found("works", {"work", " s", "wor", "k"}), 0);
    EXPECT_EQ(pieces_until_found("x", {"abc"}), 0);
}

TEST(BodySearchTest, NoTextIsInEveryBody) {
    EXPECT_TRUE(BodySearch("").found());
}

} // namespace
} // namespace halberd::httpok
