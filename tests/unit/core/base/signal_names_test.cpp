#include "core/base/signal_names.hpp"

#include <gtest/gtest.h>

#include <csignal>

namespace halberd {
namespace {

TEST(SignalNames, AreReadAsNamesAndNumbers) {
    EXPECT_EQ(signal_number("TERM"), SIGTERM);
    EXPECT_EQ(signal_number("sigusr1"), SIGUSR1);
    EXPECT_EQ(signal_number("9"), SIGKILL);
    EXPECT_EQ(signal_number("CLD"), SIGCHLD);
    EXPECT_EQ(signal_number("SIGIOT"), SIGABRT);
    EXPECT_EQ(signal_number("rtmin"), SIGRTMIN);
    EXPECT_EQ(signal_number(std::to_string(SIGRTMAX)), SIGRTMAX);
    EXPECT_FALSE(signal_number("NONE"));
    EXPECT_FALSE(signal_number("999"));
    EXPECT_FALSE(signal_number(""));
}

TEST(SignalNames, AreWrittenWithSig) {
    EXPECT_EQ(signal_name(SIGKILL), "SIGKILL");
    EXPECT_EQ(signal_name(999), "signal 999");
}

} // namespace
} // namespace halberd
