#include "sdk/xmlrpc/codec.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace halberd::xmlrpc {
namespace {

std::string encoded(const Value& value) {
    std::string out;
    append_value(out, value);
    return out;
}

// What append_value writes for a string, without the tags.
std::string escaped(std::string_view text) {
    const std::string out = encoded(text);
    constexpr std::string_view before = "<value><string>";
    constexpr std::string_view after = "</string></value>";
    EXPECT_TRUE(out.starts_with(before) && out.ends_with(after)) << out;
    return out.substr(before.size(), out.size() - before.size() - after.size());
}

TEST(Encoder, WritesEachTypeUnderItsTag) {
    EXPECT_EQ(encoded({}), "<value><nil/></value>");
    EXPECT_EQ(encoded(true), "<value><boolean>1</boolean></value>");
    EXPECT_EQ(encoded(-7), "<value><int>-7</int></value>");
    EXPECT_EQ(encoded(DateTime{"20260101T00:00:00"}),
              "<value><dateTime.iso8601>20260101T00:00:00</dateTime.iso8601></value>");
    EXPECT_EQ(encoded(Binary{"foo"}), "<value><base64>Zm9v</base64></value>");
    EXPECT_EQ(
        encoded(Array{1, "x"}),
        "<value><array><data><value><int>1</int></value><value><string>x</string></value></data></array></value>");
    EXPECT_EQ(encoded(Struct{{"a<", 1}}),
              "<value><struct><member><name>a&lt;</name><value><int>1</int></value></member></struct></value>");
}

TEST(Encoder, WritesNumbersBeyond32BitsAsI8) {
    EXPECT_EQ(encoded(std::int64_t{2147483647}), "<value><int>2147483647</int></value>");
    EXPECT_EQ(encoded(std::int64_t{2147483648}), "<value><i8>2147483648</i8></value>");
    EXPECT_EQ(encoded(std::numeric_limits<std::int64_t>::min()), "<value><i8>-9223372036854775808</i8></value>");
}

TEST(Encoder, WritesADoubleSoThatItReadsAsOne) {
    EXPECT_EQ(encoded(2.0), "<value><double>2.0</double></value>");
    EXPECT_EQ(encoded(0.1), "<value><double>0.1</double></value>");
    EXPECT_EQ(encoded(1e300), "<value><double>1e+300</double></value>");
}

TEST(Encoder, EscapesMarkupWhereverItStandsInTheText) {
    EXPECT_EQ(escaped("a&b<c>d"), "a&amp;b&lt;c&gt;d");
    EXPECT_EQ(escaped("<12345678901234567890>"), "&lt;12345678901234567890&gt;");
    EXPECT_EQ(escaped("\"quotes' stay"), "\"quotes' stay");
    EXPECT_EQ(escaped("]]>"), "]]&gt;");
}

TEST(Encoder, KeepsLineBreaksAndTabs) {
    EXPECT_EQ(escaped("one\ntwo\tthree\r\n"), "one\ntwo\tthree&#13;\n");
}

TEST(Encoder, KeepsUtf8) {
    EXPECT_EQ(escaped("Grüße, 监控进程, 𝄞"), "Grüße, 监控进程, 𝄞");
}

TEST(Encoder, ReplacesWhatXmlDoesNotAllow) {
    const std::string mark = "\xEF\xBF\xBD";
    EXPECT_EQ(escaped(std::string_view("a\0b\x1B[1m", 6)), "a" + mark + "b" + mark + "[1");
    EXPECT_EQ(escaped("\x1F"), mark);
    EXPECT_EQ(escaped("caf\xE9!"), "caf" + mark + "!");                // Latin-1
    EXPECT_EQ(escaped("\xC0\x80"), mark + mark);                       // overlong NUL
    EXPECT_EQ(escaped("\xED\xA0\x80"), mark + mark + mark);            // a surrogate
    EXPECT_EQ(escaped("\xF4\x90\x80\x80"), mark + mark + mark + mark); // above U+10FFFF
    EXPECT_EQ(escaped("\xE4\xBD"), mark);                              // cut in the middle of a character
    EXPECT_EQ(escaped("\xE4\xBDx"), mark + "x");
    EXPECT_EQ(escaped("\xEF\xBF\xBE"), mark); // U+FFFE
}

TEST(Encoder, ReplacesBadBytesAtEveryPlaceOfALongText) {
    for (std::size_t position = 0; position < 40; ++position) {
        std::string text(40, 'x');
        text[position] = '\x01';
        std::string expected(40, 'x');
        expected.replace(position, 1, "\xEF\xBF\xBD");
        EXPECT_EQ(escaped(text), expected);
    }
}

TEST(Encoder, CallHasThePythonShape) {
    EXPECT_EQ(encode_call({"supervisor.startProcess", {"web", true}}),
              "<?xml version='1.0'?>\n<methodCall>\n<methodName>supervisor.startProcess</methodName>\n<params>\n"
              "<param>\n<value><string>web</string></value>\n</param>\n"
              "<param>\n<value><boolean>1</boolean></value>\n</param>\n</params>\n</methodCall>\n");
}

TEST(Encoder, ResponseHasThePythonShape) {
    EXPECT_EQ(encode_response("4.2.5"),
              "<?xml version='1.0'?>\n<methodResponse>\n<params>\n<param>\n<value><string>4.2.5</string></value>\n"
              "</param>\n</params>\n</methodResponse>\n");
}

TEST(Encoder, FaultHasThePythonShape) {
    EXPECT_EQ(encode_fault({10, "BAD_NAME: x"}),
              "<?xml version='1.0'?>\n<methodResponse>\n<fault>\n<value><struct>"
              "<member><name>faultCode</name><value><int>10</int></value></member>"
              "<member><name>faultString</name><value><string>BAD_NAME: x</string></value></member>"
              "</struct></value>\n</fault>\n</methodResponse>\n");
}

} // namespace
} // namespace halberd::xmlrpc
