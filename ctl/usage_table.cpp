#include "ctl/usage_table.hpp"

#include "ctl/status_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <utility>

namespace halberd::ctl {
namespace {

constexpr std::array<std::pair<std::string_view, UsageColumn>, 8> columns{{{"cpu", UsageColumn::Cpu},
                                                                           {"time", UsageColumn::Time},
                                                                           {"rss", UsageColumn::Memory},
                                                                           {"fds", UsageColumn::Files},
                                                                           {"uptime", UsageColumn::Uptime},
                                                                           {"restarts", UsageColumn::Restarts},
                                                                           {"name", UsageColumn::Name},
                                                                           {"state", UsageColumn::State}}};

// "512K", "12.3M", "1.5G".
std::string size_text(double bytes) {
    constexpr double step = 1024;
    bytes /= step;
    for (const char* unit : {"K", "M", "G"}) {
        if (bytes < step || *unit == 'G') {
            return bytes < 10 && *unit != 'K' ? fmt::format("{:.1f}{}", bytes, unit)
                                              : fmt::format("{:.0f}{}", bytes, unit);
        }
        bytes /= step;
    }
    return {};
}

// "0:00:07", "5:12:00", "3d 04:05".
std::string time_text(std::int64_t seconds) {
    constexpr std::int64_t day = 86'400;
    if (seconds >= day) {
        return fmt::format("{}d {:02}:{:02}", seconds / day, seconds % day / 3600, seconds % 3600 / 60);
    }
    return fmt::format("{}:{:02}:{:02}", seconds / 3600, seconds % 3600 / 60, seconds % 60);
}

double sort_key(const UsageRow& row, UsageColumn column) {
    const auto figures = row.usage.figures.value_or(ProcessUsage::Figures{-1, -1, -1, -1});
    switch (column) {
        case UsageColumn::Cpu:
            return row.cpu_percent.value_or(-1);
        case UsageColumn::Time:
            return figures.cpu;
        case UsageColumn::Memory:
            return static_cast<double>(figures.resident_bytes);
        case UsageColumn::Files:
            return static_cast<double>(figures.open_files.value_or(-1));
        case UsageColumn::Uptime:
            return static_cast<double>(row.usage.uptime);
        case UsageColumn::Restarts:
            return static_cast<double>(row.usage.restarts);
        case UsageColumn::Name:
        case UsageColumn::State:
            break;
    }
    return 0;
}

bool comes_first(const UsageRow& a, const UsageRow& b, UsageColumn column) {
    if (column == UsageColumn::State && a.usage.state != b.usage.state) {
        return a.usage.state < b.usage.state;
    }
    const double key_a = sort_key(a, column);
    const double key_b = sort_key(b, column);
    return key_a != key_b ? key_a > key_b : a.usage.name < b.usage.name;
}

std::string line_of(const UsageRow& row, std::size_t name_width) {
    const ProcessUsage& usage = row.usage;
    const std::string none = "-";
    const auto figure = [&](const auto& text) { return usage.figures ? text(*usage.figures) : none; };
    using Figures = ProcessUsage::Figures;
    return fmt::format("{} {:<8} {:>7} {:>6} {:>9} {:>6} {:>5} {:>5} {:>9} {:>8}",
                       padded(to_string(usage.name), name_width), usage.state,
                       usage.pid == 0 ? none : std::to_string(usage.pid),
                       row.cpu_percent ? fmt::format("{:.1f}", *row.cpu_percent) : none,
                       figure([](const Figures& f) { return time_text(static_cast<std::int64_t>(f.cpu)); }),
                       figure([](const Figures& f) { return size_text(static_cast<double>(f.resident_bytes)); }),
                       figure([&](const Figures& f) { return f.open_files ? std::to_string(*f.open_files) : none; }),
                       figure([](const Figures& f) { return std::to_string(f.processes); }),
                       usage.pid == 0 ? none : time_text(usage.uptime), usage.restarts);
}

} // namespace

std::optional<UsageColumn> usage_column(std::string_view word) {
    const auto found = std::find_if(columns.begin(), columns.end(), [&](const auto& one) { return one.first == word; });
    return found == columns.end() ? std::nullopt : std::optional(found->second);
}

std::string_view name_of(UsageColumn column) {
    return std::find_if(columns.begin(), columns.end(), [&](const auto& one) { return one.second == column; })->first;
}

std::vector<UsageRow> usage_rows(const std::vector<ProcessUsage>& before, std::vector<ProcessUsage> now,
                                 double seconds) {
    std::map<Namespec, const ProcessUsage*> earlier;
    for (const ProcessUsage& usage : before) {
        earlier[usage.name] = &usage;
    }
    std::vector<UsageRow> rows;
    for (ProcessUsage& usage : now) {
        std::optional<double> percent;
        const auto found = earlier.find(usage.name);
        const bool is_the_same = found != earlier.end() && found->second->pid == usage.pid && found->second->figures;
        if (is_the_same && usage.figures && seconds > 0) {
            percent = std::max(usage.figures->cpu - found->second->figures->cpu, 0.0) / seconds * 100;
        }
        rows.push_back({std::move(usage), percent});
    }
    return rows;
}

std::vector<std::string> usage_table(std::vector<UsageRow> rows, UsageColumn sorted_by) {
    std::stable_sort(rows.begin(), rows.end(),
                     [&](const UsageRow& a, const UsageRow& b) { return comes_first(a, b, sorted_by); });
    std::size_t name_width = std::string_view("NAME").size();
    for (const UsageRow& row : rows) {
        name_width = std::max(name_width, width_of(to_string(row.usage.name)));
    }
    std::vector<std::string> lines{fmt::format("{} {:<8} {:>7} {:>6} {:>9} {:>6} {:>5} {:>5} {:>9} {:>8}",
                                               padded("NAME", name_width), "STATE", "PID", "CPU%", "TIME", "RSS", "FDS",
                                               "PROCS", "UPTIME", "RESTARTS")};
    for (const UsageRow& row : rows) {
        lines.push_back(line_of(row, name_width));
    }
    return lines;
}

std::string usage_summary(const std::vector<UsageRow>& rows) {
    std::map<std::string, int> states;
    double percent = 0;
    double bytes = 0;
    for (const UsageRow& row : rows) {
        ++states[row.usage.state];
        percent += row.cpu_percent.value_or(0);
        bytes += row.usage.figures ? static_cast<double>(row.usage.figures->resident_bytes) : 0;
    }
    std::string text = fmt::format("{} process{}", rows.size(), rows.size() == 1 ? "" : "es");
    for (const auto& [state, count] : states) {
        text += fmt::format(", {} {}", count, state);
    }
    return text + fmt::format("; CPU {:.1f}%, RSS {}", percent, size_text(bytes));
}

} // namespace halberd::ctl
