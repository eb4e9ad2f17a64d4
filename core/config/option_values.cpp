#include "core/config/option_values.hpp"

#include "core/base/duration.hpp"
#include "core/base/signal_names.hpp"
#include "core/config/ascii_case.hpp"
#include "core/config/program_words.hpp"
#include "core/config/shell_words.hpp"
#include "core/config/unicode_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

namespace halberd {
namespace {

// A whole number as Python's int() reads it: white space around it and a sign are allowed.
template <class Number>
std::optional<Number> whole_number(std::string_view text, int base = 10) {
    text = strip(text);
    if (text.starts_with('+') && !text.starts_with("+-")) {
        text.remove_prefix(1);
    }
    Number number = 0;
    const char* const end = text.data() + text.size();
    const auto [parsed_to, error] = std::from_chars(text.data(), end, number, base);
    if (error != std::errc() || parsed_to != end) {
        return std::nullopt;
    }
    return number;
}

std::optional<bool> boolean(const std::string& lower) {
    constexpr std::array<std::string_view, 4> truthy{"yes", "true", "on", "1"};
    constexpr std::array<std::string_view, 4> falsy{"no", "false", "off", "0"};
    if (std::find(truthy.begin(), truthy.end(), lower) != truthy.end()) {
        return true;
    }
    if (std::find(falsy.begin(), falsy.end(), lower) != falsy.end()) {
        return false;
    }
    return std::nullopt;
}

} // namespace

Parsed<std::string> parse_text(std::string_view text) {
    return std::string(text);
}

Parsed<std::string> parse_name(std::string_view text) {
    const std::string_view name = strip(text);
    const std::size_t position = name.find_first_of(" :/");
    if (name.empty()) {
        return bad_value("the name is empty");
    }
    if (position != std::string_view::npos) {
        return bad_value(fmt::format("Invalid name: '{}' because of character: '{}'", name, name[position]),
                         "use letters, digits, '_', '-' and '.'", offset_in(text, name) + position);
    }
    return std::string(name);
}

Parsed<bool> parse_boolean(std::string_view text) {
    const auto value = boolean(lower_case(text));
    if (!value) {
        return bad_value(fmt::format("'{}' is not a valid boolean value", text), "write true or false");
    }
    return *value;
}

Parsed<int> parse_integer(std::string_view text) {
    const auto number = whole_number<int>(text);
    if (!number) {
        return bad_value(fmt::format("'{}' is not a whole number", text), "write digits only, such as 10");
    }
    return *number;
}

Parsed<int> parse_count(std::string_view text) {
    auto number = parse_integer(text);
    if (number && *number < 0) {
        return bad_value(fmt::format("'{}' is too small", text), "write 0 or more");
    }
    return number;
}

Parsed<int> parse_positive_integer(std::string_view text) {
    auto number = parse_integer(text);
    if (number && *number < 1) {
        return bad_value(fmt::format("'{}' is too small", text), "write 1 or more");
    }
    return number;
}

Parsed<std::size_t> parse_buffer_size(std::string_view text) {
    return parse_positive_integer(text).map([](int number) { return static_cast<std::size_t>(number); });
}

Parsed<std::chrono::seconds> parse_seconds(std::string_view text) {
    const auto number = whole_number<int>(text);
    if (!number) {
        return bad_value(fmt::format("'{}' is not a whole number of seconds", text), "write digits only, such as 10");
    }
    return std::chrono::seconds(*number);
}

Parsed<mode_t> parse_octal(std::string_view text) {
    std::string_view digits = strip(text);
    if (digits.starts_with("0o") || digits.starts_with("0O")) {
        digits.remove_prefix(2);
    }
    const auto mode = whole_number<mode_t>(digits, 8);
    if (!mode || *mode > 07777) {
        return bad_value(fmt::format("{} can not be converted to an octal type", text),
                         "write a mode such as 022 or 0700");
    }
    return *mode;
}

Parsed<ByteSize> parse_size(std::string_view text) {
    const auto size = parse_byte_size(text);
    if (!size) {
        return bad_value(fmt::format("'{}' is not a number of bytes", text),
                         "write a number, or one with KB, MB or GB: 50MB");
    }
    return *size;
}

Parsed<LogLevel> parse_level(std::string_view text) {
    const auto level = parse_log_level(text);
    if (!level) {
        return bad_value(fmt::format("bad logging level name '{}'", text),
                         "write critical, error, warn, info, debug, trace or blather");
    }
    return *level;
}

Parsed<int> parse_signal(std::string_view text) {
    const auto signal = signal_number(strip(text));
    if (!signal) {
        return bad_value(fmt::format("'{}' is not a valid signal name", text),
                         "write a name such as TERM, HUP or QUIT");
    }
    return *signal;
}

Parsed<std::optional<int>> parse_optional_signal(std::string_view text) {
    return parse_signal(text).map([](int number) { return std::optional(number); });
}

Parsed<OnFatal> parse_on_fatal(std::string_view text) {
    return parse_word(text, on_fatal_words, "is nothing to do when the program is FATAL");
}

Parsed<std::vector<StopSignal>> parse_stop_signals(std::string_view text) {
    if (text.find(',') == std::string_view::npos && strip(text).find_first_of(" \t") == std::string_view::npos) {
        return parse_signal(text).map([](int number) { return std::vector<StopSignal>{{number, std::nullopt}}; });
    }
    std::vector<StopSignal> signals;
    for (const std::string_view step : words_between_commas(text)) {
        const std::size_t blank = std::min(step.find_first_of(" \t"), step.size());
        const auto number = signal_number(step.substr(0, blank));
        const auto wait = whole_number<int>(step.substr(blank));
        if (!number || (blank != step.size() && (!wait || *wait < 0))) {
            return bad_value(fmt::format("'{}' is not a valid signal name with the seconds to wait after it", step),
                             "write SIGNAL SECONDS with commas between them: TERM 5, INT 5, KILL",
                             offset_in(text, step));
        }
        signals.push_back({*number, wait ? std::optional(std::chrono::seconds(*wait)) : std::nullopt});
    }
    if (signals.size() > 1 && signals.back().number == SIGKILL) {
        signals.pop_back();
    }
    return signals;
}

Parsed<std::optional<StopScope>> parse_stop_scope(std::string_view text) {
    return parse_word(text, stop_scope_words, "is not a scope of stopping").map([](StopScope scope) {
        return std::optional(scope);
    });
}

Parsed<UserEnvironment> parse_user_environment(std::string_view text) {
    return parse_word(text, user_environment_words, "is not an environment");
}

Parsed<AutoRestart> parse_auto_restart(std::string_view text) {
    const std::string lower = lower_case(text);
    if (lower == "unexpected") {
        return AutoRestart::Unexpected;
    }
    const auto always = boolean(lower);
    if (!always) {
        return bad_value(fmt::format("invalid 'autorestart' value '{}'", text), "write true, false or unexpected");
    }
    return *always ? AutoRestart::Always : AutoRestart::Never;
}

Parsed<std::optional<std::chrono::milliseconds>> parse_optional_duration(std::string_view text) {
    const auto duration = parse_duration(text);
    if (!duration) {
        return bad_value(fmt::format("'{}' is not a duration", text),
                         "write seconds, or a number with ms, s, m, h or d");
    }
    return duration;
}

Parsed<Backoff> parse_backoff(std::string_view text) {
    return parse_word(text, backoff_words, "is no kind of backoff");
}

Parsed<int> parse_percentage(std::string_view text) {
    std::string_view digits = strip(text);
    if (digits.ends_with('%')) {
        digits.remove_suffix(1);
    }
    const auto number = whole_number<int>(digits);
    if (!number || *number < 0 || *number > 100) {
        return bad_value(fmt::format("'{}' is not a percentage", text), "write a number from 0 to 100, such as 20%%");
    }
    return *number;
}

Parsed<std::optional<RestartLimit>> parse_restart_limit(std::string_view text) {
    const std::size_t slash = std::min(text.find('/'), text.size());
    const auto count = whole_number<int>(text.substr(0, slash));
    const auto period = parse_duration(text.substr(std::min(slash + 1, text.size())));
    if (!count || *count < 1 || !period || period->count() == 0) {
        return bad_value(fmt::format("'{}' is not a limit of restarts", text),
                         "write NUMBER/DURATION: 5/10m allows five restarts in ten minutes");
    }
    return RestartLimit{*count, *period};
}

Parsed<std::vector<int>> parse_exit_codes(std::string_view text) {
    std::vector<int> codes;
    for (std::size_t start = 0; start <= text.size() && !text.empty();) {
        const std::size_t comma = std::min(text.find(',', start), text.size());
        const std::string_view word = text.substr(start, comma - start);
        const auto code = whole_number<int>(word);
        if (!code || *code < 0 || *code > 255) {
            return bad_value(fmt::format("'{}' is not a valid list of exit codes", text),
                             "write numbers from 0 to 255 with commas between them: 0,2",
                             offset_in(text, strip_left(word)));
        }
        codes.push_back(*code);
        start = comma + 1;
    }
    return codes;
}

std::size_t offset_in(std::string_view text, std::string_view part) {
    return static_cast<std::size_t>(part.data() - text.data());
}

std::vector<std::string_view> words_between_commas(std::string_view text) {
    std::vector<std::string_view> words;
    for (std::size_t start = 0; start <= text.size() && !text.empty();) {
        const std::size_t comma = std::min(text.find(',', start), text.size());
        words.push_back(strip(text.substr(start, comma - start)));
        start = comma + 1;
    }
    return words;
}

Parsed<std::vector<std::string>> parse_words(std::string_view text) {
    const auto words = words_between_commas(text);
    return std::vector<std::string>(words.begin(), words.end());
}

Parsed<std::map<std::string, std::string>> parse_environment(std::string_view text) {
    std::size_t culprit = 0;
    auto pairs = parse_key_value_pairs(text, &culprit);
    if (!pairs) {
        return bad_value(pairs.error().detail,
                         "write KEY=\"value\",KEY2=\"value\"; a value with other than letters, digits "
                         "and _/.+-(): needs quotes",
                         culprit);
    }
    return *std::move(pairs);
}

Parsed<std::optional<std::string>> parse_server_url(std::string_view text) {
    if (lower_case(strip(text)) == "auto") {
        return std::nullopt;
    }
    return std::string(text);
}

Parsed<InetAddress> parse_inet_address(std::string_view text) {
    const std::size_t colon = text.rfind(':');
    const std::string_view port_text = colon == std::string_view::npos ? text : text.substr(colon + 1);
    const auto port = whole_number<int>(port_text);
    if (!port || *port < 1 || *port > std::numeric_limits<std::uint16_t>::max()) {
        return bad_value(fmt::format("'{}' is not a valid port number", port_text),
                         "write HOST:PORT, such as 127.0.0.1:9001, or *:9001 for all interfaces",
                         offset_in(text, port_text));
    }
    InetAddress address;
    address.port = static_cast<std::uint16_t>(*port);
    if (colon != std::string_view::npos && text.substr(0, colon) != "*") {
        address.host = lower_case(text.substr(0, colon));
    }
    return address;
}

} // namespace halberd
