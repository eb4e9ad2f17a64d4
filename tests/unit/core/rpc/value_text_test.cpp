#include "core/rpc/value_text.hpp"

#include <gtest/gtest.h>

namespace halberd {
namespace {

using xmlrpc::Array;
using xmlrpc::Struct;
using xmlrpc::Value;

TEST(ValueText, ShowsPlainValuesAsPythonDoes) {
    EXPECT_EQ(text_of(Value()), "None");
    EXPECT_EQ(text_of(true), "True");
    EXPECT_EQ(text_of(false), "False");
    EXPECT_EQ(text_of(-5), "-5");
    EXPECT_EQ(text_of("it's"), "it's");
    EXPECT_EQ(text_of(xmlrpc::Binary{"bytes"}), "bytes");
    EXPECT_EQ(text_of(xmlrpc::DateTime{"20261123T14:58:08"}), "2026-11-23 14:58:08");
}

TEST(ValueText, ShowsThatANumberIsNoInteger) {
    EXPECT_EQ(text_of(1.0), "1.0");
    EXPECT_EQ(text_of(-0.5), "-0.5");
    EXPECT_EQ(text_of(1e15), "1000000000000000.0");
    EXPECT_EQ(text_of(1e16), "1e+16");
    EXPECT_EQ(text_of(1e-5), "1e-05");
}

TEST(ValueText, QuotesTextsWithinOthers) {
    EXPECT_EQ(text_of(Array{"a", 1, Value(), Array{}, xmlrpc::Binary{"b"}}), "['a', 1, None, [], 'b']");
    EXPECT_EQ(text_of(Struct{{"a", Struct{{"b", "c"}}}, {"d", 2.5}}), "{'a': {'b': 'c'}, 'd': 2.5}");
    EXPECT_EQ(text_of(Array{"it's", "say \"x\"", "' and \"", "\\", "\n\t\r\x7f\x01", "ż"}),
              R"(["it's", 'say "x"', '\' and "', '\\', '\n\t\r\x7f\x01', 'ż'])");
}

} // namespace
} // namespace halberd
