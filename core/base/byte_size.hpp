#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace halberd {

// A number of bytes.
struct ByteSize {
    std::uint64_t bytes = 0;
    friend auto operator<=>(ByteSize, ByteSize) = default;
};

constexpr ByteSize operator""_MiB(unsigned long long count) {
    return ByteSize{count * 1024 * 1024};
}

// "50MB", "2kb", "1GB", "1024": an integer with an optional KB, MB or GB (powers of 1024, any case). Supervisor:
// datatypes.py byte_size. Nothing when the text is not of that form, or the size does not fit in 63 bits.
std::optional<ByteSize> parse_byte_size(std::string_view text);

// The shortest text of that form without a fraction: "50MB", "1025".
std::string to_string(ByteSize size);

} // namespace halberd
