#include "sdk/mail/header_text.hpp"

#include <algorithm>
#include <cstdint>

namespace halberd::mail {
namespace {

// Bytes of text in one encoded word: 52 characters of base64, so that the first line has room for the header's name.
constexpr std::size_t encoded_word_bytes = 39;

// A line of a message may have 998 characters; what is longer than this goes into folded encoded words.
constexpr std::size_t plain_header_limit = 900;

bool is_control(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

bool is_printable_ascii(char c) {
    return c >= 0x20 && c < 0x7F;
}

bool continues_code_point(char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

} // namespace

std::string one_line(std::string_view text) {
    std::string line;
    bool in_controls = false;
    for (const char c : text) {
        if (!is_control(c)) {
            line += c;
        } else if (!in_controls) {
            line += ' ';
        }
        in_controls = is_control(c);
    }
    return line;
}

std::string encode_header(std::string_view text) {
    const bool is_plain = text.size() <= plain_header_limit && text.find("=?") == std::string_view::npos &&
                          std::all_of(text.begin(), text.end(), is_printable_ascii);
    if (is_plain) {
        return std::string(text);
    }
    std::string encoded;
    while (!text.empty()) {
        std::size_t size = std::min(text.size(), encoded_word_bytes);
        while (size < text.size() && size > encoded_word_bytes - 4 && continues_code_point(text[size])) {
            --size;
        }
        encoded += encoded.empty() ? "" : "\n ";
        encoded += "=?UTF-8?B?" + base64(text.substr(0, size)) + "?=";
        text.remove_prefix(size);
    }
    return encoded;
}

std::string base64(std::string_view bytes) {
    static constexpr char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        const std::string_view group = bytes.substr(at, 3);
        std::uint32_t bits = 0;
        for (std::size_t i = 0; i < 3; ++i) {
            bits = bits << 8U | (i < group.size() ? static_cast<unsigned char>(group[i]) : 0U);
        }
        for (std::size_t i = 0; i < 4; ++i) {
            text += i <= group.size() ? alphabet[bits >> (18U - 6U * i) & 0x3FU] : '=';
        }
    }
    return text;
}

} // namespace halberd::mail
