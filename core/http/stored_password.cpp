#include "core/http/stored_password.hpp"

#include <crypt.h>
#include <fmt/format.h>
#include <boost/uuid/detail/sha1.hpp>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <utility>

namespace halberd {
namespace {

constexpr std::string_view sha_mark = "{SHA}";

// The shortest hash that follows the last "$": that of "$1$".
constexpr std::size_t shortest_hash = 22;

std::string sha1_hexadecimal(std::string_view text) {
    boost::uuids::detail::sha1 hash;
    hash.process_bytes(text.data(), text.size());
    boost::uuids::detail::sha1::digest_type digest;
    hash.get_digest(digest);
    std::string hexadecimal;
    for (const unsigned word : digest) {
        hexadecimal += fmt::format("{:08x}", word);
    }
    return hexadecimal;
}

// A plain password may begin with "$", too; so the whole form must be there.
bool is_crypt_hash(const std::string& text) {
    if (!text.starts_with('$') || text.size() - text.rfind('$') <= shortest_hash) {
        return false;
    }
    const int verdict = crypt_checksalt(text.c_str());
    return verdict != CRYPT_SALT_INVALID && verdict != CRYPT_SALT_METHOD_DISABLED;
}

bool crypt_matches(const std::string& given, const std::string& hash) {
    const auto data = std::make_unique<crypt_data>(); // 32 KB: too much for a stack
    const char* made = crypt_r(given.c_str(), hash.c_str(), data.get());
    return made != nullptr && equal_in_constant_time(made, hash);
}

} // namespace

bool equal_in_constant_time(std::string_view given, std::string_view expected) {
    std::size_t difference = given.size() ^ expected.size();
    for (std::size_t i = 0; i < given.size(); ++i) {
        const char other = expected.empty() ? '\0' : expected[i % expected.size()];
        difference |= static_cast<unsigned char>(given[i] ^ other);
    }
    return difference == 0;
}

StoredPassword::StoredPassword(std::string text) : text_(std::move(text)), is_slow_(is_crypt_hash(text_)) {}

bool StoredPassword::matches(const std::string& given) const {
    if (is_slow_) {
        return given.find('\0') == std::string::npos && crypt_matches(given, text_);
    }
    const std::string_view expected = text_;
    return expected.starts_with(sha_mark)
               ? equal_in_constant_time(sha1_hexadecimal(given), expected.substr(sha_mark.size()))
               : equal_in_constant_time(given, expected);
}

} // namespace halberd
