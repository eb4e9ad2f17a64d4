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

} // namespace
} // namespace halberd::xmlrpc
