#include "core/os/python_repr.hpp"

#include <gtest/gtest.h>

namespace halberd {
namespace {

TEST(PythonRepr, ANameStandsBetweenTheQuotesThatItDoesNotHold) {
    EXPECT_EQ(python_repr("cat"), "'cat'");
    EXPECT_EQ(python_repr("it's"), "\"it's\"");
    EXPECT_EQ(python_repr("it's \"x\""), "'it\\'s \"x\"'");
}

TEST(PythonRepr, ControlCharactersAreEscapedAndTheRestPasses) {
    EXPECT_EQ(python_repr("a\nb\t\x1b\x7f\\"), "'a\\nb\\t\\x1b\\x7f\\\\'");
    EXPECT_EQ(python_repr("caf\xc3\xa9"), "'caf\xc3\xa9'");
}

TEST(PythonRepr, OfBytesOnlyAsciiPasses) {
    EXPECT_EQ(python_bytes_repr("READY\n"), "b'READY\\n'");
    EXPECT_EQ(python_bytes_repr("caf\xc3\xa9 it's"), "b\"caf\\xc3\\xa9 it's\"");
}

} // namespace
} // namespace halberd
