#include "sdk/mail/header_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <sstream>
#include <string>

namespace halberd::mail {
namespace {

using testing::HasSubstr;
using testing::Le;
using testing::Not;
using testing::SizeIs;

// The text of the encoded word in a line.
std::string decode_word(const std::string& line) {
    const std::size_t begin = line.find("?B?") + 3;
    std::string bytes;
    std::uint32_t bits = 0;
    int count = 0;
    for (const char c : line.substr(begin, line.find_first_of("=?", begin) - begin)) {
        const std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        bits = bits << 6U | static_cast<std::uint32_t>(alphabet.find(c));
        count += 6;
        if (count >= 8) {
            count -= 8;
            bytes += static_cast<char>(bits >> static_cast<unsigned>(count) & 0xFFU);
        }
    }
    return bytes;
}

TEST(OneLine, EachRunOfControlCharactersIsOneBlank) {
    EXPECT_EQ(one_line("foo\r\nBcc: all@example.com"), "foo Bcc: all@example.com");
    EXPECT_EQ(one_line(std::string("a\0\tb\x7F", 5)), "a b ");
    EXPECT_EQ(one_line("größe  two"), "größe  two");
}

TEST(Base64, MatchesTheExamplesOfTheStandard) {
    EXPECT_EQ(base64(""), "");
    EXPECT_EQ(base64("f"), "Zg==");
    EXPECT_EQ(base64("fo"), "Zm8=");
    EXPECT_EQ(base64("foo"), "Zm9v");
    EXPECT_EQ(base64("foob"), "Zm9vYg==");
    EXPECT_EQ(base64("\xFF\xFE\xFD"), "//79");
}

TEST(EncodeHeader, PrintableAsciiStaysAsItIs) {
    EXPECT_EQ(encode_header("foo crashed at 2026-11-23 14:58:08,211"), "foo crashed at 2026-11-23 14:58:08,211");
    EXPECT_EQ(encode_header(""), "");
}

TEST(EncodeHeader, OtherTextIsAnEncodedWord) {
    EXPECT_EQ(encode_header("größe"), "=?UTF-8?B?Z3LDtsOfZQ==?=");
}

TEST(EncodeHeader, TextThatLooksEncodedIsEncoded) {
    EXPECT_EQ(encode_header("=?x"), "=?UTF-8?B?" + base64("=?x") + "?=");
}

TEST(EncodeHeader, LongTextIsFoldedBetweenCodePoints) {
    for (std::size_t shift = 0; shift < 4; ++shift) {
        std::string text(shift, 'x');
        for (int i = 0; i < 100; ++i) {
            text += "\xF0\x9F\x94\xA5"; // U+1F525, four bytes
        }
        std::istringstream encoded("Subject: " + encode_header(text));
        std::string decoded;
        for (std::string line; std::getline(encoded, line);) {
            EXPECT_THAT(line, SizeIs(Le(76)));
            const std::string word = decode_word(line);
            EXPECT_TRUE(word[0] == 'x' || word[0] == '\xF0') << "begins inside a code point: " << line;
            decoded += word;
        }
        EXPECT_EQ(decoded, text);
    }
}

TEST(EncodeHeader, AsciiTooLongForOneLineIsFoldedToo) {
    const std::string encoded = encode_header(std::string(2000, 'x'));
    EXPECT_THAT(encoded, HasSubstr("\n =?UTF-8?B?"));
    EXPECT_THAT(encoded, Not(HasSubstr("xxx")));
}

} // namespace
} // namespace halberd::mail
