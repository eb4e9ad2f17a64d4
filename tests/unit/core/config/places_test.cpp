// Where findings point to: the line, the column, and what stands there.

#include "configuration_fixture.hpp"

#include <gmock/gmock.h>

namespace halberd {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

using PlacesTest = ConfigurationTest;

TEST_F(PlacesTest, ABadValueIsPointedAt) {
    read("[supervisord]\n[program:web]\ncommand=/bin/cat\nstartsecs = x\n  umask\t:\t9\n");
    EXPECT_EQ(places(), "4:13 x\n");
    read("[supervisord]\n[program:web]\ncommand=/bin/cat\numask\t:\t9\n");
    EXPECT_EQ(places(), "4:9 9\n");
}

TEST_F(PlacesTest, TheBadWordOfAListIsPointedAt) {
    read("[supervisord]\n[program:web]\ncommand=x\nexitcodes=0, 2,y\n[group:g]\nprograms=web, wbe\n");
    EXPECT_EQ(places(), "4:16 y\n6:15 wbe\n");
    read("[supervisord]\n[eventlistener:l]\ncommand=x\nevents=EVENT,\n  TICK_60, TIK_60\n");
    EXPECT_EQ(places(), "5:12 TIK_60\n");
    read("[supervisord]\n[inet_http_server]\nport=localhost:web\n[program:web]\ncommand=x\nprocess_name=a b\n");
    EXPECT_EQ(places(), "3:16 web\n6:15  b\n");
}

TEST_F(PlacesTest, TheBadFormatInAValueIsPointedAt) {
    read("[supervisord]\n[program:web]\ncommand=date +%%s\n  --x=%t\n");
    EXPECT_EQ(places(), "4:7 %t\n");
    read("[supervisord]\n[program:web]\ncommand=x\ndirectory=/%(program_name)s/%(ENV_NOPE)s\n");
    EXPECT_EQ(places(), "4:29 %(ENV_NOPE)s\n");
    EXPECT_THAT(said(),
                HasSubstr("[program:web] directory: '%(ENV_NOPE)s' cannot be expanded: the environment variable "
                          "NOPE is not set"));
}

TEST_F(PlacesTest, AWordBehindAnExpansionIsPointedAtWhereItIsWritten) {
    read("[supervisord]\n[program:web]\ncommand=x\nexitcodes=%(numprocs)d,%(process_num)04d,x\n");
    EXPECT_EQ(places(), "4:42 x\n");
}

TEST_F(PlacesTest, UnknownKeysAndSectionsArePointedAt) {
    read("[supervisord]\n  loglevle = info\n[ programm:web]\ncommand=x\n");
    EXPECT_EQ(places(), "2:3 loglevle = info\n3:2  programm:web]\n");
}

TEST_F(PlacesTest, FindingsKnowTheirSectionAndKey) {
    read("[supervisord]\nloglevle=info\n[program:web]\nstartsecs=x\n");
    ASSERT_EQ(diagnostics_.all().size(), 3U);
    EXPECT_EQ(diagnostics_.all()[0].section + "/" + diagnostics_.all()[0].key, "supervisord/loglevle");
    EXPECT_EQ(diagnostics_.all()[1].section + "/" + diagnostics_.all()[1].key, "program:web/");
    EXPECT_EQ(diagnostics_.all()[2].section + "/" + diagnostics_.all()[2].key, "program:web/startsecs");
}

TEST_F(PlacesTest, ErrorsOfValuesAreReportedBesideSyntaxErrors) {
    read("[supervisord]\n[program:a]\nrubbish\nstartsecs=x\n[program:b]\npriority=y\n");
    EXPECT_EQ(said(),
              "error: supervisord.conf:3: 'rubbish' is no [section], no key=value and no comment (write key=value, or "
              "indent it to continue the value above)\n"
              "error: supervisord.conf:4: [program:a] startsecs: 'x' is not a whole number of seconds (write digits "
              "only, such as 10)\n"
              "error: supervisord.conf:5: [program:b] program section does not specify a command (add command=)\n"
              "error: supervisord.conf:6: [program:b] priority: 'y' is not a whole number (write digits only, such as "
              "10)\n");
}

TEST_F(PlacesTest, NothingIsCalledMissingThatALostHeaderMayHaveBegun) {
    read("[supervisord\n[program:a\n[group:g]\nprograms=a\n[include\nfiles=x\n[eventlistener x\n");
    EXPECT_THAT(said(), Not(HasSubstr("unknown program")));
    EXPECT_THAT(said(), Not(HasSubstr("does not include a [supervisord]")));
}

TEST_F(PlacesTest, AHeaderWithoutItsBracketThatReadsAsAKeyIsAnError) {
    read("[supervisord]\n[program:web\ncommand=/bin/cat\n");
    EXPECT_THAT(said(),
                HasSubstr("error: supervisord.conf:2: [supervisord] '[program' looks like the header of a section "
                          "(write ']' at its end)"));
}

TEST_F(PlacesTest, SecretsAreNotShown) {
    read(
        "[supervisord]\nenvironment=A=\"hunter2\",\n  B=hunter2 hunter2,\n  C='hunter2\nDB_KEY=hunter2\n"
        "[inet_http_server]\nport=1\npasword=hunter2\npassword=hunter2%(hunter2)s\nusername=u\n"
        "[program:x]\nenvironment=\"hunter2\"\nENVIRONMENT hunter2\n[unix_http_server]\nfile=x\npassword=hunter2\n");
    EXPECT_GE(diagnostics_.all().size(), 6U);
    EXPECT_THAT(diagnostics_.report() + diagnostics_.error_text(), Not(HasSubstr("hunter2")));
}

TEST_F(PlacesTest, TheLineIsShownWithoutItsSecret) {
    read("[supervisord]\nenvironment = A=\"x\",\n   B\n");
    EXPECT_EQ(places(), "3:4 ***\n");
}

} // namespace
} // namespace halberd
