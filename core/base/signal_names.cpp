#include "core/base/signal_names.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <csignal>
#include <cstring>
#include <utility>

namespace halberd {

std::string signal_name(int signal) {
    const char* abbreviation = sigabbrev_np(signal);
    if (abbreviation == nullptr) {
        return "signal " + std::to_string(signal);
    }
    return std::string("SIG") + abbreviation;
}

std::optional<int> signal_number(std::string_view text) {
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error == std::errc() && end == text.data() + text.size()) {
        const bool is_known = sigabbrev_np(number) != nullptr || number == SIGRTMIN || number == SIGRTMAX;
        return is_known ? std::optional(number) : std::nullopt;
    }
    std::string name(text);
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::toupper(c); });
    if (name.starts_with("SIG")) {
        name.erase(0, 3);
    }
    for (int signal = 1; signal < NSIG; ++signal) {
        const char* abbreviation = sigabbrev_np(signal);
        if (abbreviation != nullptr && name == abbreviation) {
            return signal;
        }
    }
    // What Python's signal module calls a signal beside the name that glibc has for it.
    const std::array<std::pair<std::string_view, int>, 5> other_names{
        {{"CLD", SIGCHLD}, {"IO", SIGIO}, {"IOT", SIGABRT}, {"RTMIN", SIGRTMIN}, {"RTMAX", SIGRTMAX}}};
    for (const auto& [other_name, signal] : other_names) {
        if (name == other_name) {
            return signal;
        }
    }
    return std::nullopt;
}

} // namespace halberd
