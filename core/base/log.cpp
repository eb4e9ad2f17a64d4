#include "core/base/log.hpp"

#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/base_sink.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <mutex>
#include <string>

namespace halberd {
namespace {

struct LevelName {
    LogLevel level;
    std::string_view option; // as in loglevel=
    std::string_view shown;  // as in the log
};

constexpr std::array<LevelName, 7> level_names{{{LogLevel::Blather, "blather", "BLAT"},
                                                {LogLevel::Trace, "trace", "TRAC"},
                                                {LogLevel::Debug, "debug", "DEBG"},
                                                {LogLevel::Info, "info", "INFO"},
                                                {LogLevel::Warning, "warn", "WARN"},
                                                {LogLevel::Error, "error", "ERRO"},
                                                {LogLevel::Critical, "critical", "CRIT"}}};

// spdlog has no level below trace, so the text of a message carries our level's name and spdlog filters nothing; its
// formatter contributes the time stamp.
class SinkAdapter : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
 public:
    explicit SinkAdapter(std::unique_ptr<LogSink> target) : target_(std::move(target)) {
        set_pattern_("%Y-%m-%d %H:%M:%S,%e %v");
    }

 protected:
    void sink_it_(const spdlog::details::log_msg& message) override {
        spdlog::memory_buf_t line;
        formatter_->format(message, line);
        target_->write(std::string_view(line.data(), line.size()));
    }
    void flush_() override {}

 private:
    std::unique_ptr<LogSink> target_;
};

class SpdLog : public Log {
 public:
    SpdLog(LogLevel level, std::vector<std::unique_ptr<LogSink>> sinks) : level_(level), logger_("") {
        for (auto& sink : sinks) {
            logger_.sinks().push_back(std::make_shared<SinkAdapter>(std::move(sink)));
        }
        logger_.set_level(spdlog::level::trace);
    }

    bool is_enabled(LogLevel level) const override { return level >= level_; }

    void write(LogLevel level, std::string_view message) override {
        if (!is_enabled(level)) {
            return;
        }
        const auto& name = level_names.at(static_cast<std::size_t>(level));
        logger_.log(spdlog::level::info, "{} {}", name.shown, message);
    }

 private:
    LogLevel level_;
    spdlog::logger logger_;
};

} // namespace

std::optional<LogLevel> parse_log_level(std::string_view text) {
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
    const auto found = std::find_if(level_names.begin(), level_names.end(),
                                    [&](const LevelName& name) { return name.option == lower; });
    return found != level_names.end() ? std::optional(found->level) : std::nullopt;
}

std::unique_ptr<Log> make_log(LogLevel level, std::vector<std::unique_ptr<LogSink>> sinks) {
    return std::make_unique<SpdLog>(level, std::move(sinks));
}

} // namespace halberd
