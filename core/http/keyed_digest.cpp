#include "core/http/keyed_digest.hpp"

#include <unistd.h>
#include <boost/uuid/detail/sha1.hpp>

#include <algorithm>
#include <cstddef>
#include <random>

namespace halberd {
namespace {

using Sha1 = boost::uuids::detail::sha1;
constexpr std::size_t key_bytes = 32;

template <std::size_t Size>
Sha1 keyed(const std::array<unsigned char, Size>& key, unsigned char pad) {
    Sha1 hash;
    for (const unsigned char byte : key) {
        hash.process_byte(byte ^ pad);
    }
    return hash;
}

Digest digest_of(Sha1& hash) {
    Sha1::digest_type words;
    hash.get_digest(words);
    Digest digest{};
    std::copy(std::begin(words), std::end(words), digest.begin());
    return digest;
}

} // namespace

KeyedDigest::KeyedDigest() {
    if (getentropy(key_.data(), key_bytes) != 0) {
        std::random_device device;
        std::generate_n(key_.begin(), key_bytes, [&] { return static_cast<unsigned char>(device()); });
    }
}

Digest KeyedDigest::operator()(std::string_view text) const {
    Sha1 inner = keyed(key_, 0x36);
    inner.process_bytes(text.data(), text.size());
    Sha1 outer = keyed(key_, 0x5c);
    for (const std::uint32_t word : digest_of(inner)) {
        for (int shift = 24; shift >= 0; shift -= 8) {
            outer.process_byte(static_cast<unsigned char>(word >> shift));
        }
    }
    return digest_of(outer);
}

} // namespace halberd
