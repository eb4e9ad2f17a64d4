#pragma once

#include <array>
#include <cstddef>
#include <halberd/description.hpp>

namespace halberd::options {

// The rows of several tables as one, for a plugin that has options of its own beside those that it shares with others:
//
//   inline constexpr auto option_table = options::joined(own_options, mail_options);
//   static constexpr Description description{"TICK_60", {option_table.data(), option_table.size()}};
template <std::size_t... Sizes>
constexpr std::array<Option, (Sizes + ...)> joined(const Option (&... tables)[Sizes]) {
    std::array<Option, (Sizes + ...)> rows{};
    std::size_t at = 0;
    const auto append = [&](const auto& table) {
        for (const Option& option : table) {
            rows[at++] = option;
        }
    };
    (append(tables), ...);
    return rows;
}

} // namespace halberd::options
