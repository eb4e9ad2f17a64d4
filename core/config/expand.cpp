#include "core/config/expand.hpp"

#include "core/config/similar_name.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <iterator>
#include <optional>
#include <utility>
#include <vector>

namespace halberd {
namespace {

constexpr std::size_t widest = 4096; // of one expansion; more is a slip of the pen

// One "%(name)05d": what stands between the percent sign and the letter.
struct Format {
    std::string_view name;
    std::string flags;
    std::size_t width = 0;
    std::optional<std::size_t> precision;
    char type = '\0';
};

tl::unexpected<BadValue> bad_format(std::string_view written, std::string_view why, std::string advice = {}) {
    return bad_value("'" + std::string(written) + "' " + std::string(why), std::move(advice));
}

// Reads one format after its percent sign and removes it from `rest`.
class FormatReader {
 public:
    explicit FormatReader(std::string_view& rest) : start_(rest), rest_(rest) {}

    Parsed<Format> read() {
        Format format;
        if (!rest_.starts_with('(')) {
            const bool is_letter = !start_.empty() && static_cast<unsigned char>(start_.front()) < 0x80;
            const std::string literal = "%" + std::string(start_.substr(0, is_letter ? 1 : 0));
            return bad_format(literal, "is no format", "write %" + literal + " here for a literal per cent sign");
        }
        if (!read_name(format)) {
            return bad_format("%(", "has no closing parenthesis", "write %(name)s, or %% for a per cent sign");
        }
        while (!rest_.empty() && std::string_view("-+ #0").find(rest_.front()) != std::string_view::npos) {
            format.flags += take();
        }
        format.width = read_number();
        if (rest_.starts_with('.')) {
            take();
            format.precision = read_number();
        }
        if (!rest_.empty() && std::string_view("hlL").find(rest_.front()) != std::string_view::npos) {
            take(); // C's length of a number means nothing in Python
        }
        if (rest_.empty()) {
            return bad_format(written(), "is incomplete", "write %(" + std::string(format.name) + ")s");
        }
        format.type = take();
        if (format.width > widest || format.precision.value_or(0) > widest) {
            return bad_format(written(), "is too wide");
        }
        return format;
    }

    std::string written() const { return "%" + std::string(start_.substr(0, start_.size() - rest_.size())); }

 private:
    char take() {
        const char c = rest_.front();
        rest_.remove_prefix(1);
        return c;
    }

    // A name may itself hold balanced parentheses, as in Python.
    bool read_name(Format& format) {
        int depth = 0;
        for (std::size_t i = 0; i < rest_.size(); ++i) {
            depth += rest_[i] == '(' ? 1 : rest_[i] == ')' ? -1 : 0;
            if (depth == 0) {
                format.name = rest_.substr(1, i - 1);
                rest_.remove_prefix(i + 1);
                return true;
            }
        }
        return false;
    }

    std::size_t read_number() {
        std::size_t number = 0;
        const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), number);
        rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
        return error == std::errc::result_out_of_range ? widest + 1 : number;
    }

    std::string_view start_;
    std::string_view& rest_;
};

std::string format_number(long number, const Format& format) {
    std::string pattern = "%" + format.flags + "*";
    pattern += format.precision ? ".*l" : "l";
    pattern += format.type == 'u' ? 'd' : format.type;
    std::array<char, 2 * widest + 64> buffer{};
    const int width = static_cast<int>(format.width);
    const int precision = static_cast<int>(format.precision.value_or(0));
    const int size = format.precision
                         ? std::snprintf(buffer.data(), buffer.size(), pattern.c_str(), width, precision, number)
                         : std::snprintf(buffer.data(), buffer.size(), pattern.c_str(), width, number);
    return std::string(buffer.data(), static_cast<std::size_t>(size));
}

std::string format_text(std::string text, const Format& format) {
    if (format.precision) {
        text.resize(std::min(text.size(), *format.precision));
    }
    const std::size_t missing = format.width > text.size() ? format.width - text.size() : 0;
    const bool is_left = format.flags.find('-') != std::string::npos;
    return is_left ? text + std::string(missing, ' ') : std::string(missing, ' ') + text;
}

tl::unexpected<BadValue> unknown_name(std::string_view name, const std::string& written, const Expansions& names) {
    if (name.starts_with("ENV_")) {
        const std::string variable(name.substr(4));
        return bad_format(
            written, "cannot be expanded: the environment variable " + variable + " is not set",
            "set it before supervisord starts or in environment=, or write %(" + std::string(name) + ":-DEFAULT)s");
    }
    std::vector<std::string_view> known;
    std::string listed;
    for (const auto& [known_name, value] : names) {
        if (!known_name.starts_with("ENV_")) {
            known.push_back(known_name);
            listed += (listed.empty() ? "" : ", ") + known_name;
        }
    }
    const std::string otherwise = "available here are " + listed + " and ENV_ with the name of an environment variable";
    return bad_format(written, "cannot be expanded", did_you_mean(name, known, otherwise));
}

// The value of a name. "ENV_X:-text" is the text, expanded, when the variable X is not set or empty, as in a shell.
Parsed<Expansion> look_up(std::string_view name, const std::string& written, const Expansions& names) {
    const std::size_t fallback = name.starts_with("ENV_") ? name.find(":-") : std::string_view::npos;
    const auto found = names.find(name.substr(0, fallback));
    if (fallback == std::string_view::npos) {
        return found != names.end() ? Parsed<Expansion>(found->second) : unknown_name(name, written, names);
    }
    if (found != names.end() && found->second != Expansion(std::string())) {
        return found->second;
    }
    return expand(name.substr(fallback + 2), names).map([](std::string text) { return Expansion(std::move(text)); });
}

Parsed<std::string> apply(const Format& format, const std::string& written, const Expansions& names) {
    const auto value = look_up(format.name, written, names);
    if (!value) {
        return tl::unexpected(value.error());
    }
    const std::string name(format.name);
    const long* number = std::get_if<long>(&*value);
    if (std::string_view("diuxXo").find(format.type) != std::string_view::npos) {
        if (number == nullptr) {
            return bad_format(written, "wants a number, but " + name + " is a text", "write %(" + name + ")s");
        }
        return format_number(*number, format);
    }
    if (format.type != 's') {
        return bad_format(written, "ends in no known format letter",
                          "write %(" + name + ")s" + (number != nullptr ? " or %(" + name + ")d" : ""));
    }
    return format_text(number != nullptr ? std::to_string(*number) : std::get<std::string>(*value), format);
}

} // namespace

void ExpansionPlaces::add(std::size_t expanded, std::size_t written, bool is_inserted) {
    parts_.push_back({expanded, written, is_inserted});
}

std::size_t ExpansionPlaces::written(std::size_t expanded) const {
    const auto behind = std::upper_bound(parts_.begin(), parts_.end(), expanded,
                                         [](std::size_t at, const Part& part) { return at < part.expanded; });
    if (behind == parts_.begin()) {
        return expanded;
    }
    const Part& part = *std::prev(behind);
    return part.is_inserted ? part.written : part.written + (expanded - part.expanded);
}

Parsed<std::string> expand(std::string_view text, const Expansions& names, ExpansionPlaces* places) {
    ExpansionPlaces unwanted;
    ExpansionPlaces& found = places != nullptr ? *places : unwanted;
    const auto offset_of = [&](std::string_view rest) { return text.size() - rest.size(); };
    std::string expanded;
    std::string_view rest = text;
    for (std::size_t percent = rest.find('%'); percent != std::string_view::npos; percent = rest.find('%')) {
        expanded += rest.substr(0, percent);
        rest.remove_prefix(percent);
        const std::size_t begin = offset_of(rest);
        found.add(expanded.size(), begin, true);
        rest.remove_prefix(1);
        if (rest.starts_with('%')) {
            expanded += '%';
            rest.remove_prefix(1);
        } else {
            FormatReader reader(rest);
            const auto format = reader.read();
            auto value = format ? apply(*format, reader.written(), names) : tl::unexpected(format.error());
            if (!value) {
                value.error().offset = begin;
                return value;
            }
            expanded += *value;
        }
        found.add(expanded.size(), offset_of(rest), false);
    }
    return expanded + std::string(rest);
}

} // namespace halberd
