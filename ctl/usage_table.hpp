#pragma once

#include "ctl/usage_answer.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halberd::ctl {

// A line of the table of `top`.
struct UsageRow {
    ProcessUsage usage;
    std::optional<double> cpu_percent; // of one processor; nothing until it was looked at twice
};

// By what the rows are sorted: the largest first, names and states by the alphabet.
enum class UsageColumn { Cpu, Time, Memory, Files, Uptime, Restarts, Name, State };

// "cpu", "time", "rss", "fds", "uptime", "restarts", "name", "state"; nothing for another word.
std::optional<UsageColumn> usage_column(std::string_view word);
std::string_view name_of(UsageColumn column);

// The rows for two looks at the processes that were `seconds` apart; `before` may be empty.
std::vector<UsageRow> usage_rows(const std::vector<ProcessUsage>& before, std::vector<ProcessUsage> now,
                                 double seconds);

// The table with its heading, a line each.
std::vector<std::string> usage_table(std::vector<UsageRow> rows, UsageColumn sorted_by);

// "3 processes, 2 RUNNING, 1 FATAL; CPU 12.5%, RSS 3.4M".
std::string usage_summary(const std::vector<UsageRow>& rows);

} // namespace halberd::ctl
