#include "core/config/option_values.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

namespace halberd {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using namespace std::chrono_literals;

template <class T>
std::string reason(const Parsed<T>& parsed) {
    return parsed ? "no error" : parsed.error().reason + " | " + parsed.error().hint;
}

TEST(OptionValues, BooleansHaveFourSpellingsEach) {
    for (const char* text : {"yes", "true", "on", "1", "TRUE", "Yes"}) {
        EXPECT_EQ(parse_boolean(text), true) << text;
    }
    for (const char* text : {"no", "false", "off", "0", "Off"}) {
        EXPECT_EQ(parse_boolean(text), false) << text;
    }
    EXPECT_EQ(reason(parse_boolean("maybe")), "'maybe' is not a valid boolean value | write true or false");
}

TEST(OptionValues, NumbersAreWhole) {
    EXPECT_EQ(parse_integer(" -5 "), -5);
    EXPECT_EQ(parse_integer("+7"), 7);
    for (const char* text : {"", "x", "1.5", "1s", "+-1", "99999999999", "1_000"}) {
        EXPECT_FALSE(parse_integer(text)) << text;
    }
    EXPECT_EQ(parse_seconds("60"), 60s);
    EXPECT_EQ(reason(parse_seconds("1m")), "'1m' is not a whole number of seconds | write digits only, such as 10");
    EXPECT_EQ(parse_buffer_size("1"), 1U);
    EXPECT_EQ(reason(parse_buffer_size("0")), "'0' is too small | write 1 or more");
}

TEST(OptionValues, ModesAreOctal) {
    EXPECT_EQ(parse_octal("022"), 022U);
    EXPECT_EQ(parse_octal("0o700"), 0700U);
    EXPECT_EQ(parse_octal("7"), 7U);
    EXPECT_EQ(reason(parse_octal("rw")), "rw can not be converted to an octal type | write a mode such as 022 or 0700");
    EXPECT_FALSE(parse_octal("8"));
    EXPECT_FALSE(parse_octal("10000"));
}

TEST(OptionValues, SizesHaveSuffixes) {
    EXPECT_EQ(parse_size("1MB"), 1_MiB);
    EXPECT_EQ(reason(parse_size("1 miB")),
              "'1 miB' is not a number of bytes | write a number, or one with KB, MB or GB: 50MB");
}

TEST(OptionValues, SignalsHaveNamesAndNumbers) {
    EXPECT_EQ(parse_signal("hup"), SIGHUP);
    EXPECT_EQ(parse_signal("SIGUSR1"), SIGUSR1);
    EXPECT_EQ(parse_signal("9"), SIGKILL);
    EXPECT_FALSE(parse_signal("0"));
    EXPECT_EQ(reason(parse_signal("SIGFOO")),
              "'SIGFOO' is not a valid signal name | write a name such as TERM, HUP or QUIT");
}

TEST(OptionValues, AutoRestartIsABooleanOrUnexpected) {
    EXPECT_EQ(parse_auto_restart("True"), AutoRestart::Always);
    EXPECT_EQ(parse_auto_restart("0"), AutoRestart::Never);
    EXPECT_EQ(parse_auto_restart("Unexpected"), AutoRestart::Unexpected);
    EXPECT_EQ(reason(parse_auto_restart("x")), "invalid 'autorestart' value 'x' | write true, false or unexpected");
}

TEST(OptionValues, ExitCodesAreAList) {
    EXPECT_THAT(*parse_exit_codes("0, 2,255"), ElementsAre(0, 2, 255));
    EXPECT_THAT(*parse_exit_codes(""), IsEmpty());
    for (const char* text : {"256", "-1", "0,", ",", "a", "1 2"}) {
        EXPECT_FALSE(parse_exit_codes(text)) << text;
    }
}

TEST(OptionValues, WordsStandBetweenCommas) {
    EXPECT_THAT(words_between_commas(" a , b,c "), ElementsAre("a", "b", "c"));
    EXPECT_THAT(words_between_commas("a,"), ElementsAre("a", ""));
    EXPECT_THAT(words_between_commas(""), IsEmpty());
}

TEST(OptionValues, NamesAreFitForUrlsAndTheListenerProtocol) {
    EXPECT_EQ(parse_name(" web-1.2 "), "web-1.2");
    EXPECT_EQ(reason(parse_name("a b")),
              "Invalid name: 'a b' because of character: ' ' | use letters, digits, '_', '-' and '.'");
    EXPECT_FALSE(parse_name("a:b"));
    EXPECT_FALSE(parse_name("a/b"));
    EXPECT_FALSE(parse_name(""));
}

TEST(OptionValues, ServerUrlsMayBeAutomatic) {
    EXPECT_EQ(*parse_server_url(" auto "), std::nullopt);
    EXPECT_EQ(*parse_server_url("unix:///x"), "unix:///x");
    EXPECT_EQ(*parse_server_url(""), "");
}

TEST(OptionValues, AddressesHaveAPort) {
    EXPECT_EQ(parse_inet_address("127.0.0.1:9001")->host, "127.0.0.1");
    EXPECT_EQ(parse_inet_address("127.0.0.1:9001")->port, 9001);
    EXPECT_EQ(parse_inet_address("LocalHost:1")->host, "localhost");
    for (const char* text : {"*:9001", ":9001", "9001"}) {
        ASSERT_TRUE(parse_inet_address(text)) << text;
        EXPECT_EQ(parse_inet_address(text)->host, "") << text;
    }
    for (const char* text : {"", "x", "0", "65536", "host", "host:", "-1"}) {
        EXPECT_FALSE(parse_inet_address(text)) << text;
    }
}

TEST(OptionValues, LevelsAreSupervisors) {
    EXPECT_EQ(parse_level("warn"), LogLevel::Warning);
    EXPECT_EQ(reason(parse_level("loud")),
              "bad logging level name 'loud' | write critical, error, warn, info, debug, trace or blather");
}

TEST(OptionValues, StopSignalsMayBeSeveralWithTheirWaits) {
    using namespace std::chrono_literals;
    const auto signals = [](std::string_view text) {
        return parse_stop_signals(text).value_or(std::vector<StopSignal>{});
    };
    EXPECT_EQ(signals("hup"), (std::vector<StopSignal>{{SIGHUP, std::nullopt}}));
    EXPECT_EQ(signals("KILL"), (std::vector<StopSignal>{{SIGKILL, std::nullopt}}));
    EXPECT_EQ(signals("TERM 5, SIGINT 0,9"), (std::vector<StopSignal>{{SIGTERM, 5s}, {SIGINT, 0s}}));
    EXPECT_EQ(signals("TERM,QUIT"), (std::vector<StopSignal>{{SIGTERM, std::nullopt}, {SIGQUIT, std::nullopt}}));
    for (const char* text : {"", "TERM 5,", "TERM x", "TERM -1", "FOO 5", "5 TERM", "TERM 5 INT 5"}) {
        EXPECT_FALSE(parse_stop_signals(text)) << text;
    }
    EXPECT_EQ(parse_stop_signals("TERM 5, FOO").error().reason,
              "'FOO' is not a valid signal name with the seconds to wait after it");
    EXPECT_EQ(parse_stop_signals("FOO").error().reason, "'FOO' is not a valid signal name");
}

TEST(OptionValues, RestartSettingsAreDurationsSharesAndLimits) {
    using namespace std::chrono_literals;
    EXPECT_EQ(*parse_optional_duration("1.5m"), std::chrono::milliseconds(90s));
    EXPECT_EQ(parse_optional_duration("soon").error().reason, "'soon' is not a duration");
    EXPECT_EQ(parse_backoff(" Exponential"), Backoff::Exponential);
    EXPECT_EQ(parse_backoff("none").error().hint, "write constant, linear or exponential");
    EXPECT_EQ(parse_percentage("20%"), 20);
    EXPECT_EQ(parse_percentage("100"), 100);
    EXPECT_FALSE(parse_percentage("101"));
    EXPECT_FALSE(parse_percentage("-1"));
    EXPECT_EQ(*parse_restart_limit("5/10m"), (RestartLimit{5, 10min}));
    for (const char* text : {"", "5", "5/", "/5", "0/5", "5/0", "5/x"}) {
        EXPECT_FALSE(parse_restart_limit(text)) << text;
    }
}

} // namespace
} // namespace halberd
