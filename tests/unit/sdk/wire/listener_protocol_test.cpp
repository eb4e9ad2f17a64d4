#include "sdk/wire/listener_protocol.hpp"

#include <gtest/gtest.h>

namespace halberd::wire {
namespace {

TEST(ListenerProtocol, ResultSaysItsLengthOnTheFirstLine) {
    EXPECT_EQ(format_result(result_ok), "RESULT 2\nOK");
    EXPECT_EQ(format_result(result_fail), "RESULT 4\nFAIL");
}

} // namespace
} // namespace halberd::wire
