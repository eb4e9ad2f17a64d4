#include "plugins/memmon/report.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

namespace halberd::memmon {
namespace {

class MemmonReportTest : public testing::Test {
 protected:
    MemmonReportTest() {
        ::setenv("TZ", "CET-1", 1);
        ::tzset();
        fault.kind = xmlrpc::CallError::Kind::Fault;
        fault.fault_code = 50;
        fault.text = "SPAWN_ERROR: g:foo";
    }
    ~MemmonReportTest() override {
        ::unsetenv("TZ");
        ::tzset();
    }

    const std::chrono::system_clock::time_point now{std::chrono::seconds(1793624288)}; // 2026-11-02 12:58:08 UTC
    const MemoryUse use{1048576, "RSS"};
    xmlrpc::CallError fault;
};

TEST_F(MemmonReportTest, ARestartIsToldInSuperlancesWords) {
    const Report report = report_restart("", "g:foo", use, now);
    EXPECT_EQ(report.subject, "memmon: process g:foo restarted");
    EXPECT_EQ(report.body,
              "memmon.py restarted the process named g:foo at Mon Nov  2 13:58:08 2026 CET because it was "
              "consuming too much memory (1048576 bytes RSS)");
}

TEST_F(MemmonReportTest, TheNameOfNStandsInEverySubject) {
    EXPECT_EQ(report_restart("Shop", "g:foo", use, now).subject, "memmon [Shop]: process g:foo restarted");
    EXPECT_EQ(report_failed_start("Shop", "g:foo", fault).subject,
              "memmon [Shop]: failed to start process g:foo, exiting");
}

TEST_F(MemmonReportTest, FailuresShowTheFault) {
    EXPECT_EQ(report_failed_stop("", "g:foo", use, fault).subject, "memmon: failed to stop process g:foo, exiting");
    EXPECT_EQ(report_failed_stop("", "g:foo", use, fault).body,
              "Failed to stop process g:foo (RSS 1048576), exiting: <Fault 50: 'SPAWN_ERROR: g:foo'>");
    EXPECT_EQ(report_failed_start("", "g:foo", fault).body,
              "Failed to start process g:foo after stopping it, exiting: <Fault 50: 'SPAWN_ERROR: g:foo'>");
}

} // namespace
} // namespace halberd::memmon
