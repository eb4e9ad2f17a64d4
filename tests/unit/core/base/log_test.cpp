#include "core/base/log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace halberd {
namespace {

using testing::ElementsAre;
using testing::MatchesRegex;

class RecordingSink : public LogSink {
 public:
    explicit RecordingSink(std::vector<std::string>& lines) : lines_(lines) {}
    void write(std::string_view line) override { lines_.emplace_back(line); }

 private:
    std::vector<std::string>& lines_;
};

class LogTest : public testing::Test {
 protected:
    std::unique_ptr<Log> log_at(LogLevel level) {
        std::vector<std::unique_ptr<LogSink>> sinks;
        sinks.push_back(std::make_unique<RecordingSink>(lines));
        return make_log(level, std::move(sinks));
    }
    std::vector<std::string> lines;
};

TEST_F(LogTest, LinesHaveSupervisorsFormat) {
    log_at(LogLevel::Info)->info("spawned: '{}' with pid {}", "cat", 42);
    EXPECT_THAT(lines, ElementsAre(MatchesRegex(
                           "20[0-9][0-9]-[01][0-9]-[0-3][0-9] [0-2][0-9]:[0-5][0-9]:[0-5][0-9],[0-9][0-9][0-9] INFO "
                           "spawned: 'cat' with pid 42\n")));
}

TEST_F(LogTest, MessagesBelowTheLevelAreDropped) {
    const auto log = log_at(LogLevel::Warning);
    log->debug("no");
    log->info("no");
    log->warn("yes");
    log->critical("yes");
    EXPECT_THAT(lines, ElementsAre(MatchesRegex(".* WARN yes\n"), MatchesRegex(".* CRIT yes\n")));
}

TEST_F(LogTest, BracesInAMessageAreText) {
    log_at(LogLevel::Info)->write(LogLevel::Info, "{not} a {format");
    EXPECT_THAT(lines, ElementsAre(MatchesRegex(".* INFO \\{not\\} a \\{format\n")));
}

TEST(LogLevelName, IsReadInAnyCase) {
    EXPECT_EQ(parse_log_level("warn"), LogLevel::Warning);
    EXPECT_EQ(parse_log_level("DEBUG"), LogLevel::Debug);
    EXPECT_FALSE(parse_log_level("loud"));
}

} // namespace
} // namespace halberd
