#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sdk/testing/fake_host.hpp>

namespace {

using halberd::Result;
using halberd::test::FakeHost;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(Greeter, GreetsAProcessThatRuns) {
    FakeHost host;
    ASSERT_TRUE(host.start());
    EXPECT_EQ(host.send(halberd::test::process_running("cat", "pets")).kind(), Result::Kind::Ok);
    EXPECT_THAT(host.log(), ElementsAre("hello cat"));
}

TEST(Greeter, SaysTheWordOfItsOption) {
    FakeHost host;
    ASSERT_TRUE(host.start({"--word=welcome"}));
    host.send(halberd::test::process_running("cat", "pets"));
    EXPECT_THAT(host.log(), ElementsAre("welcome cat"));
}

TEST(Greeter, LeavesOtherEventsAlone) {
    FakeHost host;
    ASSERT_TRUE(host.start());
    EXPECT_EQ(host.send(halberd::test::process_exited("cat", "pets", true)).kind(), Result::Kind::Ok);
    EXPECT_THAT(host.log(), IsEmpty());
}

TEST(Greeter, DoesNotStartWithAnOptionThatItDoesNotKnow) {
    FakeHost host;
    EXPECT_THAT(host.start({"--loud"}).error(), HasSubstr("--loud"));
}

} // namespace
