#include "core/base/error.hpp"

#include <gtest/gtest.h>

#include <cerrno>

namespace halberd {
namespace {

TEST(ErrorTest, TheMessageSaysWhatWasTriedOnWhatAndWhyItFailed) {
    EXPECT_EQ((Error{"open", ENOENT, "/x"}).message(), "open /x: No such file or directory");
    EXPECT_EQ((Error{"clone", EAGAIN, ""}).message(), "clone: Resource temporarily unavailable");
    EXPECT_EQ((Error{"parse", 0, "'x'"}).message(), "parse 'x'");
}

TEST(ErrorTest, WithoutAStepTheDetailIsTheWholeMessage) {
    EXPECT_EQ((Error{"", ENOENT, "can't find command 'x'"}).message(), "can't find command 'x'");
}

TEST(ErrorTest, WithoutAnythingElseTheErrnoIsTheMessage) {
    EXPECT_EQ((Error{"", ENOENT, ""}).message(), "No such file or directory");
}

} // namespace
} // namespace halberd
