#include "plugins/shared/restart/process_choice.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace halberd::restart {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

supervisor::ProcessInfo process(const std::string& group, const std::string& name) {
    supervisor::ProcessInfo info;
    info.group = group;
    info.name = name;
    return info;
}

TEST(ProcessChoiceTest, NamesWithAndWithoutAGroupAreUnderstood) {
    const ProcessChoice choice{false, {"cat", "zoo:lion"}, ""};
    EXPECT_TRUE(choice.covers(process("pets", "cat")));
    EXPECT_TRUE(choice.covers(process("cat", "cat")));
    EXPECT_TRUE(choice.covers(process("zoo", "lion")));
    EXPECT_FALSE(choice.covers(process("circus", "lion")));
    EXPECT_FALSE(choice.covers(process("zoo", "bear")));
}

TEST(ProcessChoiceTest, AnyIsAllButTheListenersOwn) {
    const ProcessChoice choice{true, {}, "watch:httpok"};
    EXPECT_TRUE(choice.covers(process("pets", "cat")));
    EXPECT_TRUE(choice.covers(process("other", "httpok")));
    EXPECT_FALSE(choice.covers(process("watch", "httpok")));
    EXPECT_FALSE((ProcessChoice{false, {"httpok"}, "watch:httpok"}.covers(process("watch", "httpok"))));
}

TEST(ProcessChoiceTest, NamesThatNobodyHasAreMissing) {
    const ProcessChoice choice{false, {"cat", "zoo:lion", "dog"}, ""};
    EXPECT_THAT(choice.missing_among({process("pets", "cat"), process("circus", "lion")}),
                ElementsAre("zoo:lion", "dog"));
    EXPECT_THAT((ProcessChoice{true, {}, ""}.missing_among({})), IsEmpty());
}

} // namespace
} // namespace halberd::restart
