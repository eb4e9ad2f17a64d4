#include "sdk/xmlrpc/xml_text.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace halberd::xmlrpc {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD"; // U+FFFD

constexpr std::uint64_t every_byte(unsigned char byte) {
    return 0x0101010101010101ULL * byte;
}

// Whether one of eight bytes is below `limit`, which is at most 0x80.
constexpr bool has_byte_below(std::uint64_t word, unsigned char limit) {
    return ((word - every_byte(limit)) & ~word & every_byte(0x80)) != 0;
}

constexpr bool has_byte(std::uint64_t word, unsigned char byte) {
    return has_byte_below(word ^ every_byte(byte), 1);
}

// Eight bytes of printable ASCII without anything to escape: by far the most common, and one test for all of them.
bool is_plain(const char* eight_bytes) {
    std::uint64_t word = 0;
    std::memcpy(&word, eight_bytes, sizeof word);
    return (word & every_byte(0x80)) == 0 && !has_byte_below(word, 0x20) && !has_byte(word, '&') &&
           !has_byte(word, '<') && !has_byte(word, '>');
}

struct Sequence {
    std::size_t size = 1; // of the character, or of the bytes that one U+FFFD stands for
    bool is_character = false;
};

// The UTF-8 sequence that begins `bytes`, whose first byte is 0x80 or above. Of a broken one, its longest beginning
// that could have become a character counts as one unit (Unicode's advice, and what Python does).
Sequence read_sequence(std::string_view bytes) {
    const auto at = [&](std::size_t index) { return static_cast<unsigned char>(bytes[index]); };
    const unsigned char first = at(0);
    std::size_t size = 0;
    unsigned char low = 0x80; // bounds of the second byte: no overlong forms, no surrogates, nothing above U+10FFFF
    unsigned char high = 0xBF;
    if (first >= 0xC2 && first <= 0xDF) {
        size = 2;
    } else if (first >= 0xE0 && first <= 0xEF) {
        size = 3;
        low = first == 0xE0 ? 0xA0 : low;
        high = first == 0xED ? 0x9F : high;
    } else if (first >= 0xF0 && first <= 0xF4) {
        size = 4;
        low = first == 0xF0 ? 0x90 : low;
        high = first == 0xF4 ? 0x8F : high;
    } else {
        return {1, false};
    }
    for (std::size_t i = 1; i < size; ++i) {
        if (i == bytes.size() || at(i) < low || at(i) > high) {
            return {i, false};
        }
        low = 0x80;
        high = 0xBF;
    }
    const bool is_noncharacter = first == 0xEF && at(1) == 0xBF && at(2) >= 0xBE; // U+FFFE, U+FFFF
    return {size, !is_noncharacter};
}

// What stands for an ASCII character that cannot stand for itself; empty for one that can.
std::string_view escape_of(char character) {
    switch (character) {
        case '&':
            return "&amp;";
        case '<':
            return "&lt;";
        case '>':
            return "&gt;";
        case '\r':
            return "&#13;";
        case '\n':
        case '\t':
            return {};
        default:
            return static_cast<unsigned char>(character) < 0x20 ? replacement : std::string_view();
    }
}

} // namespace

void append_xml_text(std::string& out, std::string_view bytes) {
    std::size_t run = 0; // start of what can be copied as it is
    std::size_t position = 0;
    const auto replace = [&](std::size_t size, std::string_view by) {
        out.append(bytes, run, position - run);
        out.append(by);
        position += size;
        run = position;
    };
    while (position < bytes.size()) {
        if (bytes.size() - position >= 8 && is_plain(bytes.data() + position)) {
            position += 8;
        } else if (static_cast<unsigned char>(bytes[position]) >= 0x80) {
            const Sequence sequence = read_sequence(bytes.substr(position));
            if (sequence.is_character) {
                position += sequence.size;
            } else {
                replace(sequence.size, replacement);
            }
        } else if (const std::string_view escape = escape_of(bytes[position]); !escape.empty()) {
            replace(1, escape);
        } else {
            ++position;
        }
    }
    out.append(bytes, run, position - run);
}

} // namespace halberd::xmlrpc
