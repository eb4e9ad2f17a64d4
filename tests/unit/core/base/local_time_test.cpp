#include "core/base/local_time.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>

namespace halberd {
namespace {

using namespace std::chrono_literals;

class LocalTime : public testing::Test {
 protected:
    ~LocalTime() override {
        ::unsetenv("TZ");
        ::tzset();
    }
    static void use_zone(const char* zone) {
        ::setenv("TZ", zone, 1);
        ::tzset();
    }
    WallTime at{1'795'646'448s + 123ms + 999us}; // 2026-11-25 22:40:48 UTC
};

TEST_F(LocalTime, IsWrittenAsInTheDaemonsLog) {
    use_zone("CET-1");
    EXPECT_EQ(log_time_text(at), "2026-11-25 23:40:48,123");
    EXPECT_EQ(log_time_text(WallTime(1'795'646'448s)), "2026-11-25 23:40:48,000");
}

TEST_F(LocalTime, IsWrittenByRfc3339WithItsOffset) {
    use_zone("CET-1");
    EXPECT_EQ(rfc3339_text(at), "2026-11-25T23:40:48.123+01:00");
    use_zone("UTC");
    EXPECT_EQ(rfc3339_text(at), "2026-11-25T22:40:48.123+00:00");
    use_zone("NST3:30");
    EXPECT_EQ(rfc3339_text(at), "2026-11-25T19:10:48.123-03:30");
}

} // namespace
} // namespace halberd
