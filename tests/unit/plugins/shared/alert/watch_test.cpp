#include "plugins/shared/alert/watch.hpp"

#include <gtest/gtest.h>

namespace halberd::alert {
namespace {

ProcessState foo() {
    return {"foo", "g", "RUNNING", false, 58597, {}};
}

TEST(Watch, OnlyNamedProcessesAreCovered) {
    EXPECT_FALSE((Watch{false, {}}.covers(foo())));
    EXPECT_FALSE((Watch{false, {"fo", "fooo", "g", "h:foo", "g:*"}}.covers(foo())));
    EXPECT_TRUE((Watch{false, {"bar", "foo"}}.covers(foo())));
    EXPECT_TRUE((Watch{false, {"bar", "g:foo"}}.covers(foo())));
}

TEST(Watch, AnyCoversAll) {
    EXPECT_TRUE((Watch{true, {"bar"}}.covers(foo())));
}

} // namespace
} // namespace halberd::alert
