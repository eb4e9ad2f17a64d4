#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace halberd {

using Digest = std::array<std::uint32_t, 5>;

// Digests under a random key that nobody knows and that is gone with the process: of secrets that are to be recognised,
// and not to be kept. HMAC-SHA1 (RFC 2104).
class KeyedDigest {
 public:
    KeyedDigest();
    Digest operator()(std::string_view text) const;

 private:
    std::array<unsigned char, 64> key_{};
};

} // namespace halberd
