#include "core/config/expand.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace halberd {
namespace {

using ::testing::HasSubstr;

const Expansions& names() {
    static const Expansions all{{"program_name", std::string("web")}, {"process_num", 7L},
                                {"here", std::string("/etc")},        {"ENV_HOME", std::string("/root")},
                                {"ENV_RATE", std::string("50%")},     {"ENV_EMPTY", std::string()}};
    return all;
}

std::string expanded(std::string_view text) {
    const auto result = expand(text, names());
    if (result) {
        return *result;
    }
    const BadValue& bad = result.error();
    return "error: " + bad.reason + (bad.hint.empty() ? "" : ": " + bad.hint);
}

TEST(Expand, ReplacesNamesAndNumbers) {
    EXPECT_EQ(expanded("/x/%(program_name)s_%(process_num)02d.log"), "/x/web_07.log");
    EXPECT_EQ(expanded("%(process_num)s"), "7");
    EXPECT_EQ(expanded("%(ENV_HOME)s/%(here)s"), "/root//etc");
}

TEST(Expand, LeavesOtherTextAlone) {
    EXPECT_EQ(expanded(""), "");
    EXPECT_EQ(expanded("plain (text) $HOME"), "plain (text) $HOME");
    EXPECT_EQ(expanded("100%% of %%(here)s"), "100% of %(here)s");
}

TEST(Expand, TakesTheDefaultOfAVariableThatIsNotSetOrEmpty) {
    EXPECT_EQ(expanded("%(ENV_HOME:-/nowhere)s"), "/root");
    EXPECT_EQ(expanded("%(ENV_PORT:-8080)s"), "8080");
    EXPECT_EQ(expanded("[%(ENV_PORT:-)s]"), "[]");
    EXPECT_EQ(expanded("%(ENV_EMPTY:-full)s"), "full");
    EXPECT_EQ(expanded("%(ENV_RATE:-1)s"), "50%");
    EXPECT_EQ(expanded("%(ENV_PORT:-a:-b)5s"), " a:-b");
}

TEST(Expand, ExpandsTheDefaultAsWell) {
    EXPECT_EQ(expanded("%(ENV_LOG:-%(here)s/%(program_name)s_%(process_num)02d.log)s"), "/etc/web_07.log");
    EXPECT_EQ(expanded("%(ENV_LOG:-%(ENV_DIR:-/tmp)s/log)s"), "/tmp/log");
    EXPECT_EQ(expanded("%(ENV_LOG:-100%%)s"), "100%");
    EXPECT_THAT(expanded("%(ENV_LOG:-%(nope)s)s"), HasSubstr("error: '%(nope)s' cannot be expanded"));
}

TEST(Expand, OnlyVariablesHaveDefaults) {
    EXPECT_THAT(expanded("%(here:-x)s"), HasSubstr("error: '%(here:-x)s' cannot be expanded"));
    EXPECT_THAT(expanded("%(ENV_NOPE)s"), HasSubstr("write %(ENV_NOPE:-DEFAULT)s"));
}

TEST(Expand, DoesNotExpandWhatAValueBringsIn) {
    EXPECT_EQ(expanded("%(ENV_RATE)s"), "50%");
}

TEST(Expand, KnowsWidthFlagsAndPrecision) {
    EXPECT_EQ(expanded("[%(process_num)4d|%(process_num)-4d|%(process_num)+d|%(process_num)04i|%(process_num).3d]"),
              "[   7|7   |+7|0007|007]");
    EXPECT_EQ(expanded("[%(program_name)5s|%(program_name)-5s|%(program_name).2s]"), "[  web|web  |we]");
    EXPECT_EQ(expanded("[%(process_num)3s|%(process_num)ld]"), "[  7|7]");
}

TEST(Expand, SaysHowToWriteALiteralPerCentSign) {
    EXPECT_EQ(expanded("date +%s"), "error: '%s' is no format: write %%s here for a literal per cent sign");
    EXPECT_EQ(expanded("100%"), "error: '%' is no format: write %% here for a literal per cent sign");
    EXPECT_EQ(expanded("5%\xE2\x82\xAC"), "error: '%' is no format: write %% here for a literal per cent sign");
}

TEST(Expand, SaysWhichNamesThereAre) {
    EXPECT_EQ(expanded("%(programname)s"), "error: '%(programname)s' cannot be expanded: did you mean 'program_name'?");
    EXPECT_EQ(expanded("%(zzz)s"),
              "error: '%(zzz)s' cannot be expanded: available here are here, process_num, "
              "program_name and ENV_ with the name of an environment variable");
}

TEST(Expand, NamesTheVariableThatIsNotSet) {
    EXPECT_EQ(expanded("%(ENV_NOPE)s"),
              "error: '%(ENV_NOPE)s' cannot be expanded: the environment variable NOPE is not "
              "set: set it before supervisord starts or in environment=, or write %(ENV_NOPE:-DEFAULT)s");
}

TEST(Expand, TellsWhereEachPartCameFrom) {
    ExpansionPlaces places;
    ASSERT_EQ(*expand("a%%b %(program_name)s cd", names(), &places), "a%b web cd");
    EXPECT_EQ(places.written(0), 0U);
    EXPECT_EQ(places.written(1), 1U);  // the per cent sign
    EXPECT_EQ(places.written(2), 3U);  // b
    EXPECT_EQ(places.written(5), 5U);  // somewhere in "web": where its format begins
    EXPECT_EQ(places.written(8), 22U); // c
}

TEST(Expand, TellsWhereTheCulpritStands) {
    EXPECT_EQ(expand("%(here)s %% %(nothing)s", names()).error().offset, 12U);
    EXPECT_EQ(expand("ab%(ENV_NOPE:-%(nothing)s)s", names()).error().offset, 2U);
}

TEST(Expand, RefusesMalformedFormats) {
    EXPECT_EQ(expanded("%(program_name)d"),
              "error: '%(program_name)d' wants a number, but program_name is a text: write %(program_name)s");
    EXPECT_EQ(expanded("%(process_num)q"),
              "error: '%(process_num)q' ends in no known format letter: write %(process_num)s or %(process_num)d");
    EXPECT_THAT(expanded("%(here"), HasSubstr("has no closing parenthesis"));
    EXPECT_THAT(expanded("%(here)"), HasSubstr("is incomplete: write %(here)s"));
    EXPECT_THAT(expanded("%(here)%"), HasSubstr("ends in no known format letter"));
    EXPECT_THAT(expanded("%(here)99999999999999999999s"), HasSubstr("is too wide"));
    EXPECT_THAT(expanded("%(process_num)5000d"), HasSubstr("is too wide"));
}

} // namespace
} // namespace halberd
