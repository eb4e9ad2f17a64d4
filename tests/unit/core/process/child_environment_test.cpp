#include "core/process/child_environment.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace halberd {
namespace {

using testing::ElementsAre;
using testing::Pair;

TEST(ChildEnvironment, LaysTheProgramsOwnOverSupervisorsOverTheDaemons) {
    ProcessSpec spec;
    spec.environment = {{"COLOUR", "red"}, {"SUPERVISOR_GROUP_NAME", "mine"}};
    const Environment environment =
        child_environment({{"COLOUR", "blue"}, {"HOME", "/root"}}, {"g", "p"}, spec, "unix:///run/s.sock");
    EXPECT_THAT(environment, ElementsAre(Pair("COLOUR", "red"), Pair("HOME", "/root"), Pair("SUPERVISOR_ENABLED", "1"),
                                         Pair("SUPERVISOR_GROUP_NAME", "mine"), Pair("SUPERVISOR_PROCESS_NAME", "p"),
                                         Pair("SUPERVISOR_SERVER_URL", "unix:///run/s.sock")));
}

TEST(ChildEnvironment, HasNoServerUrlWithoutAServer) {
    EXPECT_EQ(child_environment({}, {"g", "p"}, {}, "").count("SUPERVISOR_SERVER_URL"), 0u);
}

TEST(ChildEnvironment, TakesServerurlOfTheSection) {
    ProcessSpec spec;
    spec.serverurl = "http://other:9001";
    EXPECT_EQ(child_environment({}, {"g", "p"}, spec, "unix:///s")["SUPERVISOR_SERVER_URL"], "http://other:9001");
}

TEST(ChildEnvironment, IsReadAndWrittenAsAssignments) {
    const char* const assignments[] = {"A=1", "B=x=y", "nonsense", nullptr};
    EXPECT_THAT(to_assignments(from_assignments(assignments)), ElementsAre("A=1", "B=x=y"));
}

} // namespace
} // namespace halberd
