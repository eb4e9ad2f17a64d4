#include "plugins/shared/alert/quiet_hours.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>

namespace halberd::alert {
namespace {

using namespace std::chrono_literals;
using Time = std::chrono::system_clock::time_point;

class QuietHoursTest : public testing::Test {
 protected:
    QuietHoursTest() { set_zone("UTC0"); }
    ~QuietHoursTest() override {
        ::unsetenv("TZ");
        ::tzset();
    }
    static void set_zone(const char* zone) {
        ::setenv("TZ", zone, 1);
        ::tzset();
    }
    static std::optional<Time> end(const char* hours, Time now) { return parse_quiet_hours(hours).value().end(now); }

    const Time midnight{std::chrono::hours(24) * 20'783};
};

TEST_F(QuietHoursTest, AreTwoTimesOfTheDay) {
    EXPECT_EQ(parse_quiet_hours("22:00-07:30"), (QuietHours{22h, 7h + 30min}));
    for (const char* bad : {"", "22:00", "22:00-", "22:00-24:00", "22:60-07:00", "7:00-8:00", "22:00-22:00",
                            "22.00-07:00", "22:00-07:00x", "-1:00-07:00"}) {
        EXPECT_FALSE(parse_quiet_hours(bad)) << bad;
    }
}

TEST_F(QuietHoursTest, EndTheSameDay) {
    EXPECT_FALSE(end("12:00-13:00", midnight + 12h - 1s));
    EXPECT_EQ(end("12:00-13:00", midnight + 12h), midnight + 13h);
    EXPECT_EQ(end("12:00-13:00", midnight + 13h - 1s), midnight + 13h);
    EXPECT_FALSE(end("12:00-13:00", midnight + 13h));
}

TEST_F(QuietHoursTest, GoOverMidnight) {
    EXPECT_FALSE(end("22:00-07:00", midnight + 21h));
    EXPECT_EQ(end("22:00-07:00", midnight + 23h), midnight + 31h);
    EXPECT_EQ(end("22:00-07:00", midnight + 2h), midnight + 7h);
    EXPECT_FALSE(end("22:00-07:00", midnight + 7h));
    EXPECT_EQ(end("22:00-00:00", midnight + 23h), midnight + 24h);
}

TEST_F(QuietHoursTest, AreOfLocalTimeThroughAChangeOfTheClocks) {
    set_zone("CET-1CEST,M3.5.0,M10.5.0/3");
    const Time evening{std::chrono::sys_days{std::chrono::year{2026} / 10 / 24} + 21h}; // 23:00 in summer
    EXPECT_EQ(end("22:00-07:00", evening), Time{std::chrono::sys_days{std::chrono::year{2026} / 10 / 25} + 6h});
}

} // namespace
} // namespace halberd::alert
