#include "core/web/form.hpp"

#include <gtest/gtest.h>

namespace halberd {
namespace {

TEST(Form, FieldsAreDecoded) {
    Form form;
    form.add("a=1&b=x+y%2Bz&c%3D=%26");
    EXPECT_EQ(form.get("a"), "1");
    EXPECT_EQ(form.get("b"), "x y+z");
    EXPECT_EQ(form.get("c="), "&");
}

TEST(Form, EmptyAndMissingFieldsAreNothing) {
    Form form;
    form.add("a=&&b&=x");
    EXPECT_EQ(form.get("a"), std::nullopt);
    EXPECT_EQ(form.get("b"), std::nullopt);
    EXPECT_EQ(form.get("c"), std::nullopt);
}

TEST(Form, FieldsAddedLaterWin) {
    Form form;
    form.add("a=query&b=query");
    form.add("a=body");
    EXPECT_EQ(form.get("a"), "body");
    EXPECT_EQ(form.get("b"), "query");
}

} // namespace
} // namespace halberd
