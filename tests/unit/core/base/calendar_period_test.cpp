#include "core/base/calendar_period.hpp"

#include "core/base/local_time.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>
#include <string>
#include <vector>

namespace halberd {
namespace {

using namespace std::chrono_literals;
using std::chrono::seconds;

constexpr const char* Berlin = "CET-1CEST,M3.5.0,M10.5.0/3";
constexpr const char* Havana = "CST5CDT,M3.2.0/0,M11.1.0/1";             // midnight is skipped, and comes twice
constexpr const char* LordHowe = "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0"; // half an hour

class CalendarPeriod : public testing::Test {
 protected:
    ~CalendarPeriod() override {
        ::unsetenv("TZ");
        ::tzset();
    }
    static void use_zone(const char* zone) {
        ::setenv("TZ", zone, 1);
        ::tzset();
    }
    static WallTime utc(int year, int month, int day, int hour = 0, int minute = 0, int second = 0) {
        const auto date = std::chrono::sys_days(std::chrono::year(year) / month / day);
        return date + std::chrono::hours(hour) + std::chrono::minutes(minute) + std::chrono::seconds(second);
    }
    static std::string next(seconds period, WallTime at) { return rfc3339_text(next_period_begin(period, at)); }

    // The beginnings of so many periods after `at`.
    static std::vector<std::string> following(int count, seconds period, WallTime at) {
        std::vector<std::string> begins;
        for (int i = 0; i < count; ++i) {
            at = next_period_begin(period, at);
            begins.push_back(rfc3339_text(at).substr(5, 11) + rfc3339_text(at).substr(23, 3));
        }
        return begins;
    }
};

using Begins = std::vector<std::string>;

TEST_F(CalendarPeriod, ADayBeginsAtLocalMidnight) {
    use_zone(Berlin);
    EXPECT_EQ(next(24h, utc(2026, 11, 25, 22, 40)), "2026-11-26T00:00:00.000+01:00");
    EXPECT_EQ(next(24h, utc(2026, 11, 25, 23, 0)), "2026-11-27T00:00:00.000+01:00")
        << "a beginning is not its own next";
    EXPECT_EQ(next(24h, utc(2026, 11, 25, 22, 59, 59) + 999ms), "2026-11-26T00:00:00.000+01:00");
}

TEST_F(CalendarPeriod, AWeekBeginsOnMonday) {
    use_zone(Berlin);
    EXPECT_EQ(next(7 * 24h, utc(2026, 11, 25, 12)), "2026-11-30T00:00:00.000+01:00");
    EXPECT_EQ(next(7 * 24h, utc(2026, 11, 29, 22, 59)), "2026-11-30T00:00:00.000+01:00");
    EXPECT_EQ(next(7 * 24h, utc(2026, 11, 29, 23)), "2026-12-07T00:00:00.000+01:00");
}

TEST_F(CalendarPeriod, SeveralDaysAreCountedFromThatMonday) {
    use_zone("UTC");
    EXPECT_EQ(next(3 * 24h, utc(1970, 1, 5)), "1970-01-08T00:00:00.000+00:00");
    EXPECT_EQ(next(3 * 24h, utc(1970, 1, 1)), "1970-01-02T00:00:00.000+00:00") << "also backwards";
}

TEST_F(CalendarPeriod, AShorterPeriodIsCountedFromMidnight) {
    use_zone("IST-5:30");
    EXPECT_EQ(next(1h, utc(2026, 11, 25, 12, 10)), "2026-11-25T18:00:00.000+05:30");
    EXPECT_EQ(next(6h, utc(2026, 11, 25, 12, 10)), "2026-11-25T18:00:00.000+05:30");
    EXPECT_EQ(next(15min, utc(2026, 11, 25, 12, 10)), "2026-11-25T17:45:00.000+05:30");
    EXPECT_EQ(next(1s, utc(2026, 11, 25, 12, 10) + 1ms), "2026-11-25T17:40:01.000+05:30");
}

TEST_F(CalendarPeriod, TheDayOfTheChangeToSummerTimeIsShorter) {
    use_zone(Berlin);
    EXPECT_EQ(following(2, 24h, utc(2026, 3, 28, 12)), (Begins{"03-29T00:00+01", "03-30T00:00+02"}));
    EXPECT_EQ(following(3, 1h, utc(2026, 3, 29, 0)), (Begins{"03-29T03:00+02", "03-29T04:00+02", "03-29T05:00+02"}));
    EXPECT_EQ(following(2, 2h, utc(2026, 3, 28, 23)), (Begins{"03-29T03:00+02", "03-29T04:00+02"}))
        << "02:00 was skipped";
    EXPECT_EQ(following(2, 12h, utc(2026, 3, 28, 23)), (Begins{"03-29T12:00+02", "03-30T00:00+02"}));
    EXPECT_EQ(following(1, 10s, utc(2026, 3, 29, 0, 59, 55)), (Begins{"03-29T03:00+02"}));
}

TEST_F(CalendarPeriod, TheDayOfTheChangeToWinterTimeIsLonger) {
    use_zone(Berlin);
    EXPECT_EQ(following(2, 24h, utc(2026, 10, 24, 12)), (Begins{"10-25T00:00+02", "10-26T00:00+01"}));
    EXPECT_EQ(following(3, 1h, utc(2026, 10, 24, 23)), (Begins{"10-25T02:00+02", "10-25T02:00+01", "10-25T03:00+01"}));
    EXPECT_EQ(following(2, 12h, utc(2026, 10, 24, 22)), (Begins{"10-25T12:00+01", "10-26T00:00+01"}));
    EXPECT_EQ(following(2, 30min, utc(2026, 10, 25, 0, 45)), (Begins{"10-25T02:00+01", "10-25T02:30+01"}));
    EXPECT_EQ(following(2, 7 * 24h, utc(2026, 10, 21)), (Begins{"10-26T00:00+01", "11-02T00:00+01"}));
}

TEST_F(CalendarPeriod, ADayWithoutMidnightBeginsWhenTheClockHasJumped) {
    use_zone(Havana);
    EXPECT_EQ(following(2, 24h, utc(2026, 3, 7, 12)), (Begins{"03-08T01:00-04", "03-09T00:00-04"}));
    EXPECT_EQ(following(2, 24h, utc(2026, 10, 31, 12)), (Begins{"11-01T00:00-04", "11-02T00:00-05"}));
}

TEST_F(CalendarPeriod, AChangeByHalfAnHourIsNoExceptionForHours) {
    use_zone(LordHowe);
    EXPECT_EQ(following(2, 1h, utc(2026, 4, 4, 14, 30)), (Begins{"04-05T02:00+10", "04-05T03:00+10"}));
}

TEST_F(CalendarPeriod, TheNextBeginningIsAlwaysLaterAndNeverFurtherThanAPeriodAndAChange) {
    for (const char* zone : {Berlin, Havana, LordHowe, "UTC"}) {
        use_zone(zone);
        for (const seconds period : {seconds(10), seconds(900), seconds(3600), seconds(7200), seconds(43200),
                                     seconds(86400), seconds(2 * 86400), seconds(7 * 86400)}) {
            for (WallTime at = utc(2026, 1, 1); at < utc(2027, 1, 1); at += 1007s) {
                const WallTime found = next_period_begin(period, at);
                ASSERT_GT(found, at) << zone << " " << period.count() << " " << rfc3339_text(at);
                ASSERT_LE(found, at + period + 1h) << zone << " " << period.count() << " " << rfc3339_text(at);
            }
        }
    }
}

} // namespace
} // namespace halberd
