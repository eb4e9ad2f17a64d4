#include "core/config/execution_values.hpp"

#include "core/base/byte_size.hpp"
#include "core/config/ascii_case.hpp"
#include "core/config/option_values.hpp"
#include "core/config/unicode_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sched.h>
#include <sys/capability.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <numeric>
#include <set>

namespace halberd {
namespace {

struct Resource {
    std::string_view name;
    int number;
    bool is_size; // in bytes
};

constexpr std::array resources{
    Resource{"as", RLIMIT_AS, true},
    Resource{"core", RLIMIT_CORE, true},
    Resource{"cpu", RLIMIT_CPU, false},
    Resource{"data", RLIMIT_DATA, true},
    Resource{"fsize", RLIMIT_FSIZE, true},
    Resource{"locks", RLIMIT_LOCKS, false},
    Resource{"memlock", RLIMIT_MEMLOCK, true},
    Resource{"msgqueue", RLIMIT_MSGQUEUE, true},
    Resource{"nice", RLIMIT_NICE, false},
    Resource{"nofile", RLIMIT_NOFILE, false},
    Resource{"nproc", RLIMIT_NPROC, false},
    Resource{"rss", RLIMIT_RSS, true},
    Resource{"rtprio", RLIMIT_RTPRIO, false},
    Resource{"rttime", RLIMIT_RTTIME, false},
    Resource{"sigpending", RLIMIT_SIGPENDING, false},
    Resource{"stack", RLIMIT_STACK, true},
};

constexpr const char* resource_hint =
    "write RESOURCE=LIMIT or RESOURCE=SOFT:HARD with commas between them: nofile=1024:4096, core=unlimited; the "
    "resources are as, core, cpu, data, fsize, locks, memlock, msgqueue, nice, nofile, nproc, rss, rtprio, rttime, "
    "sigpending and stack";

constexpr int highest_io_level = 7;

std::optional<int> small_number(std::string_view text) {
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool is_number = error == std::errc() && end == text.data() + text.size();
    return is_number ? std::optional(number) : std::nullopt;
}

std::optional<rlim_t> limit_value(std::string_view text, const Resource& resource) {
    const std::string lower = lower_case(strip(text));
    if (lower == "unlimited" || lower == "infinity") {
        return RLIM_INFINITY;
    }
    if (resource.is_size) {
        const auto size = parse_byte_size(lower);
        return size ? std::optional<rlim_t>(size->bytes) : std::nullopt;
    }
    rlim_t number = 0;
    const auto [end, error] = std::from_chars(lower.data(), lower.data() + lower.size(), number);
    const bool is_number = error == std::errc() && end == lower.data() + lower.size();
    return is_number ? std::optional(number) : std::nullopt;
}

// "nofile=1024:4096"
std::optional<ResourceLimit> resource_limit(std::string_view word) {
    const std::size_t equals = word.find('=');
    if (equals == std::string_view::npos) {
        return std::nullopt;
    }
    const std::string name = lower_case(strip(word.substr(0, equals)));
    const auto* const resource =
        std::find_if(resources.begin(), resources.end(), [&](const Resource& one) { return one.name == name; });
    if (resource == resources.end()) {
        return std::nullopt;
    }
    const std::string_view values = word.substr(equals + 1);
    const std::size_t colon = values.find(':');
    const auto soft = limit_value(values.substr(0, colon), *resource);
    const auto hard = colon == std::string_view::npos ? soft : limit_value(values.substr(colon + 1), *resource);
    if (!soft || !hard || *soft > *hard) {
        return std::nullopt;
    }
    return ResourceLimit{resource->number, *soft, *hard};
}

std::string_view resource_name(int resource) {
    const auto* const found =
        std::find_if(resources.begin(), resources.end(), [&](const Resource& one) { return one.number == resource; });
    return found != resources.end() ? found->name : "?";
}

std::string limit_text(rlim_t value) {
    return value == RLIM_INFINITY ? "unlimited" : std::to_string(value);
}

Parsed<std::optional<int>> number_between(std::string_view text, int least, int most, const char* what) {
    const auto number = parse_integer(text);
    if (!number || *number < least || *number > most) {
        return bad_value(fmt::format("'{}' is not {}", text, what),
                         fmt::format("write a number from {} to {}", least, most));
    }
    return std::optional(*number);
}

// The numbers of "2-5"; empty when it is none.
std::vector<int> cpu_range(std::string_view word) {
    const std::size_t dash = word.find('-');
    const auto first = small_number(word.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : small_number(word.substr(dash + 1));
    if (!first || !last || *first < 0 || *last < *first || *last >= CPU_SETSIZE) {
        return {};
    }
    std::vector<int> cpus(static_cast<std::size_t>(*last - *first) + 1);
    std::iota(cpus.begin(), cpus.end(), *first);
    return cpus;
}

std::optional<int> capability_number(std::string_view word) {
    std::string name = lower_case(word);
    if (!name.starts_with("cap_")) {
        name.insert(0, "cap_");
    }
    cap_value_t number = 0;
    return ::cap_from_name(name.c_str(), &number) == 0 ? std::optional<int>(number) : std::nullopt;
}

std::string capability_name(int number) {
    char* const name = ::cap_to_name(number);
    if (name == nullptr) {
        return std::to_string(number);
    }
    std::string copy = name;
    ::cap_free(name);
    std::transform(copy.begin(), copy.end(), copy.begin(), [](char c) { return c >= 'a' && c <= 'z' ? c - 32 : c; });
    return copy;
}

} // namespace

Parsed<std::vector<ResourceLimit>> parse_resource_limits(std::string_view text) {
    std::vector<ResourceLimit> limits;
    for (const std::string_view word : words_between_commas(text)) {
        const auto limit = resource_limit(word);
        if (!limit) {
            return bad_value(fmt::format("'{}' is not a resource limit", word), resource_hint, offset_in(text, word));
        }
        limits.push_back(*limit);
    }
    return limits;
}

std::string resource_limits_text(const std::vector<ResourceLimit>& limits) {
    std::vector<std::string> words;
    for (const ResourceLimit& limit : limits) {
        std::string word = fmt::format("{}={}", resource_name(limit.resource), limit_text(limit.soft));
        if (limit.hard != limit.soft) {
            word += ":" + limit_text(limit.hard);
        }
        words.push_back(std::move(word));
    }
    return fmt::format("{}", fmt::join(words, ", "));
}

Parsed<std::optional<int>> parse_nice(std::string_view text) {
    return number_between(text, -20, 19, "a nice value");
}

Parsed<std::optional<IoPriority>> parse_io_priority(std::string_view text) {
    using Class = IoPriority::Class;
    const std::string lower = lower_case(strip(text));
    const std::size_t colon = std::min(lower.find(':'), lower.size());
    const std::string_view name = std::string_view(lower).substr(0, colon);
    const auto level = colon == lower.size() ? std::optional(IoPriority{}.level)
                                             : small_number(std::string_view(lower).substr(colon + 1));
    const bool is_level = level && *level >= 0 && *level <= highest_io_level;
    if (name == "idle" && colon == lower.size()) {
        return IoPriority{Class::Idle, 0};
    }
    if (name == "best-effort" && is_level) {
        return IoPriority{Class::BestEffort, *level};
    }
    if (name == "realtime" && is_level) {
        return IoPriority{Class::Realtime, *level};
    }
    return bad_value(fmt::format("'{}' is not an I/O priority", text),
                     "write idle, best-effort:LEVEL or realtime:LEVEL, with a level from 0, the highest, to 7");
}

std::string io_priority_text(const IoPriority& priority) {
    switch (priority.scheduling_class) {
        case IoPriority::Class::Realtime:
            return fmt::format("realtime:{}", priority.level);
        case IoPriority::Class::BestEffort:
            return fmt::format("best-effort:{}", priority.level);
        case IoPriority::Class::Idle:
            return "idle";
    }
    return {};
}

Parsed<std::vector<int>> parse_cpu_list(std::string_view text) {
    std::set<int> cpus;
    for (const std::string_view word : words_between_commas(text)) {
        const std::vector<int> range = cpu_range(word);
        if (range.empty()) {
            return bad_value(fmt::format("'{}' is not a processor, or a range of them", word),
                             "write numbers and ranges with commas between them: 0,2-5", offset_in(text, word));
        }
        cpus.insert(range.begin(), range.end());
    }
    return std::vector<int>(cpus.begin(), cpus.end());
}

std::string cpu_list_text(const std::vector<int>& cpus) {
    return fmt::format("{}", fmt::join(cpus, ","));
}

Parsed<std::optional<int>> parse_oom_score_adj(std::string_view text) {
    return number_between(text, -1000, 1000, "an OOM score adjustment");
}

Parsed<std::optional<std::vector<int>>> parse_capabilities(std::string_view text) {
    const bool is_inverted = strip(text).starts_with('~');
    const std::string_view list = is_inverted ? text.substr(text.find('~') + 1) : text;
    std::set<int> named;
    for (const std::string_view word : words_between_commas(list)) {
        const auto number = capability_number(word);
        if (!number) {
            return bad_value(fmt::format("'{}' is not a capability", word),
                             "write names as in `man capabilities` with commas between them: CAP_KILL, CAP_CHOWN; ~ in "
                             "front of the list keeps all but these",
                             offset_in(text, word));
        }
        named.insert(*number);
    }
    std::vector<int> kept;
    for (int number = 0; number < static_cast<int>(::cap_max_bits()); ++number) {
        if (named.contains(number) != is_inverted) {
            kept.push_back(number);
        }
    }
    return std::optional(std::move(kept));
}

std::string capabilities_text(const std::vector<int>& capabilities) {
    std::vector<std::string> names;
    std::transform(capabilities.begin(), capabilities.end(), std::back_inserter(names), capability_name);
    return fmt::format("{}", fmt::join(names, ", "));
}

} // namespace halberd
