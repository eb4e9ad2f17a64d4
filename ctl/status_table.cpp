#include "ctl/status_table.hpp"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

namespace halberd::ctl {
namespace {

constexpr std::size_t narrowest_name = 30;
constexpr std::size_t gap = 3;
constexpr std::size_t state_width = 10;

} // namespace

std::size_t width_of(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char byte) {
        return (static_cast<unsigned char>(byte) & 0xC0) != 0x80; // no continuation byte
    }));
}

std::string padded(std::string text, std::size_t width) {
    const std::size_t used = width_of(text);
    return used < width ? text.append(width - used, ' ') : text;
}

std::string format_status_table(std::span<const ProcessInfo> processes) {
    std::vector<std::string> names;
    names.reserve(processes.size());
    std::size_t name_width = narrowest_name;
    for (const ProcessInfo& process : processes) {
        names.push_back(to_string(process.name));
        name_width = std::max(name_width, width_of(names.back()));
    }
    std::string table;
    for (std::size_t i = 0; i < processes.size(); ++i) {
        table += padded(std::move(names[i]), name_width + gap);
        table += padded(processes[i].state_name, state_width);
        table += processes[i].description;
        table += '\n';
    }
    return table;
}

} // namespace halberd::ctl
