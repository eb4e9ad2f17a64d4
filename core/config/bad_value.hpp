#pragma once

#include <cstddef>
#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace halberd {

// Why the text of a value cannot be used, and what to write instead.
struct BadValue {
    std::string reason;
    std::string hint;
    std::size_t offset = 0; // of the bad word in the text
};

template <class T>
using Parsed = tl::expected<T, BadValue>;

inline tl::unexpected<BadValue> bad_value(std::string reason, std::string hint = {}, std::size_t offset = 0) {
    return tl::unexpected(BadValue{std::move(reason), std::move(hint), offset});
}

} // namespace halberd
