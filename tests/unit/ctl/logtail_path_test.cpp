#include "ctl/logtail_path.hpp"

#include <gtest/gtest.h>

namespace halberd::ctl {
namespace {

TEST(LogtailPath, NamesProcessAndChannel) {
    EXPECT_EQ(logtail_path("web:web_00", "stdout"), "/logtail/web:web_00/stdout");
}

TEST(LogtailPath, EncodesWhatHasAMeaningInUrls) {
    EXPECT_EQ(logtail_path("b?c:d%e;ü", "stderr"), "/logtail/b%3Fc:d%25e%3B%C3%BC/stderr");
}

} // namespace
} // namespace halberd::ctl
