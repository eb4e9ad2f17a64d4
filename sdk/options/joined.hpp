#pragma once

#include <array>
#include <cstddef>
#include <halberd/description.hpp>

namespace halberd::options {

// The rows of two tables as one, for a plugin that has options of its own beside those that it shares with others:
//
//   inline constexpr auto option_table = options::joined(own_options, mail_options);
//   static constexpr Description description{"TICK_60", {option_table.data(), option_table.size()}};
template <std::size_t N, std::size_t M>
constexpr std::array<Option, N + M> joined(const Option (&first)[N], const Option (&second)[M]) {
    std::array<Option, N + M> rows{};
    for (std::size_t at = 0; at < N + M; ++at) {
        rows[at] = at < N ? first[at] : second[at - N];
    }
    return rows;
}

// The same for three tables.
template <std::size_t N, std::size_t M, std::size_t L>
constexpr std::array<Option, N + M + L> joined(const Option (&first)[N], const Option (&second)[M],
                                               const Option (&third)[L]) {
    const auto begin = joined(first, second);
    std::array<Option, N + M + L> rows{};
    for (std::size_t at = 0; at < rows.size(); ++at) {
        rows[at] = at < begin.size() ? begin[at] : third[at - begin.size()];
    }
    return rows;
}

// The same for four tables.
template <std::size_t N, std::size_t M, std::size_t L, std::size_t K>
constexpr std::array<Option, N + M + L + K> joined(const Option (&first)[N], const Option (&second)[M],
                                                   const Option (&third)[L], const Option (&fourth)[K]) {
    const auto begin = joined(first, second);
    const auto end = joined(third, fourth);
    std::array<Option, N + M + L + K> rows{};
    for (std::size_t at = 0; at < rows.size(); ++at) {
        rows[at] = at < begin.size() ? begin[at] : end[at - begin.size()];
    }
    return rows;
}

} // namespace halberd::options
