#include "sdk/xmlrpc/python_text.hpp"

#include <gtest/gtest.h>

namespace halberd::xmlrpc {
namespace {

TEST(PythonText, AStringIsQuotedAsReprDoesIt) {
    EXPECT_EQ(python_repr("foo"), "'foo'");
    EXPECT_EQ(python_repr("it's"), "\"it's\"");
    EXPECT_EQ(python_repr("it's \"so\"\\\n"), "'it\\'s \"so\"\\\\\\n'");
    EXPECT_EQ(python_repr("\t\r\x01\x7f"), "'\\t\\r\\x01\\x7f'");
    EXPECT_EQ(python_repr("größe"), "'größe'");
}

TEST(PythonText, ANameStandsBetweenTheQuotesThatItDoesNotHold) {
    EXPECT_EQ(python_repr("cat"), "'cat'");
    EXPECT_EQ(python_repr("it's"), "\"it's\"");
    EXPECT_EQ(python_repr("it's \"x\""), "'it\\'s \"x\"'");
}

TEST(PythonText, ControlCharactersAreEscapedAndTheRestPasses) {
    EXPECT_EQ(python_repr("a\nb\t\x1b\x7f\\"), "'a\\nb\\t\\x1b\\x7f\\\\'");
    EXPECT_EQ(python_repr("caf\xc3\xa9"), "'caf\xc3\xa9'");
}

TEST(PythonText, OfBytesOnlyAsciiPasses) {
    EXPECT_EQ(python_bytes_repr("READY\n"), "b'READY\\n'");
    EXPECT_EQ(python_bytes_repr("caf\xc3\xa9 it's"), "b\"caf\\xc3\\xa9 it's\"");
}

} // namespace
} // namespace halberd::xmlrpc
