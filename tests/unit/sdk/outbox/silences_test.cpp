#include "sdk/outbox/silences.hpp"

#include "tests/unit/sdk/outbox/fakes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace halberd::outbox {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::IsEmpty;

class SilencesTest : public testing::Test {
 protected:
    TemporaryFolder folder_;
    std::string path_ = std::filesystem::path(folder_.file("silences")).parent_path();
};

TEST_F(SilencesTest, ThoseThatLastAreReadAgain) {
    const Silences silences{{"g:foo", noon + 1h}, {"web:b ü", noon + 2h}, {"g:over", noon}};
    ASSERT_TRUE(write_silences(path_, silences));
    EXPECT_EQ(read_silences(path_, noon).value(), (Silences{{"g:foo", noon + 1h}, {"web:b ü", noon + 2h}}));
    ASSERT_TRUE(write_silences(path_, {}));
    EXPECT_THAT(read_silences(path_, noon).value(), IsEmpty());
}

TEST_F(SilencesTest, WithoutAFileThereAreNone) {
    EXPECT_THAT(read_silences(path_, noon).value(), IsEmpty());
    EXPECT_THAT(read_silences("/no/such/folder", noon).value(), IsEmpty());
    EXPECT_THAT(write_silences("/no/such/folder", {}).error(),
                HasSubstr("/no/such/folder/silences can't be written: No"));
}

TEST_F(SilencesTest, LinesThatAreNoneAreLeftOut) {
    std::ofstream(folder_.file("silences"))
        << "x g:foo\n1900000000\n1900000000 foo\n\n1900000000 g:bar\n1900000000 :\n";
    EXPECT_EQ(read_silences(path_, noon).value().size(), 1U);
}

TEST_F(SilencesTest, NoLinkIsFollowed) {
    std::filesystem::create_symlink("/etc/passwd", folder_.file("silences"));
    EXPECT_THAT(read_silences(path_, noon).error(), HasSubstr("silences can't be read: "));
    std::filesystem::create_symlink(folder_.file("victim"), folder_.file("silences.new"));
    ASSERT_TRUE(write_silences(path_, {{"g:foo", noon + 1h}}));
    EXPECT_FALSE(std::filesystem::exists(folder_.file("victim")));
    EXPECT_EQ(read_silences(path_, noon).value().size(), 1U);
}

} // namespace
} // namespace halberd::outbox
