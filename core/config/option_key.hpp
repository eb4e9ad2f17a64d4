#pragma once

#include "core/config/option_values.hpp"

#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace halberd {

// A key of a section: its name, how its value is parsed, and which member of Target it sets. The keys of a section are
// a table of these; a new key is a new row:
//
//     {"startsecs", read<parse_seconds, &ProcessSpec::startsecs>},
//     {"stdout_syslog", read<parse_boolean, &ProcessSpec::stdout_log, &LogSpec::syslog>},
template <class Target>
struct Key {
    std::string_view name;

    // Parses `text` into `target`, or says what is wrong with it and leaves `target` as it was.
    std::optional<BadValue> (*read)(std::string_view text, const ValueContext& context, Target& target);
};

namespace detail {

template <class Member>
struct ClassOf;
template <class Class, class Type>
struct ClassOf<Type Class::*> {
    using type = Class;
};

} // namespace detail

// Parses with `Parse`, a function of option_values.hpp or path_values.hpp, and stores the result in the member that the
// pointers to members lead to.
template <auto Parse, auto First, auto... Rest>
std::optional<BadValue> read(std::string_view text, const ValueContext& context,
                             typename detail::ClassOf<decltype(First)>::type& target) {
    auto value = [&] {
        if constexpr (std::is_invocable_v<decltype(Parse), std::string_view>) {
            static_cast<void>(context);
            return Parse(text);
        } else {
            return Parse(text, context);
        }
    }();
    if (!value) {
        return std::move(value).error();
    }
    ((target.*First).*....*Rest) = *std::move(value);
    return std::nullopt;
}

// The names in one or more tables of keys, in their order.
template <class... Tables>
std::vector<std::string_view> key_names(const Tables&... tables) {
    std::vector<std::string_view> names;
    const auto append = [&](const auto& table) {
        for (const auto& key : table) {
            names.push_back(key.name);
        }
    };
    (append(tables), ...);
    return names;
}

} // namespace halberd
