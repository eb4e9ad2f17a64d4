#include "core/api/parameters.hpp"

#include <gtest/gtest.h>

namespace halberd {
namespace {

Parameters body(std::string_view text) {
    auto parameters = Parameters::of_body("application/json; charset=utf-8", text);
    EXPECT_TRUE(parameters) << parameters.error().detail;
    return *std::move(parameters);
}

std::string problem_of(const Parameters& parameters) {
    const auto problem = parameters.problem();
    return problem ? std::to_string(problem->status) + " " + problem->detail : "";
}

TEST(ParametersTest, AQueryHoldsTextThatIsReadAsWhatIsAskedFor) {
    auto query = Parameters::of_query("a=x+y%21&n=-5&f=true&empty");
    EXPECT_EQ(query.text("a"), "x y!");
    EXPECT_EQ(query.integer("n", 0, -10, 10), -5);
    EXPECT_TRUE(query.flag("f", false));
    EXPECT_EQ(query.text("empty", "otherwise"), "");
    EXPECT_EQ(query.text("missing", "otherwise"), "otherwise");
    EXPECT_EQ(problem_of(query), "");
}

TEST(ParametersTest, ABodyHoldsMembersOfATypeOfTheirOwn) {
    auto parameters = body(R"({"a": "x", "n": 5, "f": false, "l": ["p", "q"], "none": null})");
    EXPECT_EQ(parameters.text("a"), "x");
    EXPECT_EQ(parameters.integer("n", 0, 0, 10), 5);
    EXPECT_FALSE(parameters.flag("f", true));
    EXPECT_EQ(parameters.texts("l"), (std::vector<std::string>{"p", "q"}));
    EXPECT_EQ(parameters.text("none", "otherwise"), "otherwise");
    EXPECT_EQ(problem_of(parameters), "");
}

TEST(ParametersTest, WhatIsWrongIsToldAltogether) {
    auto parameters = body(R"({"a": 1, "n": "5", "f": "true", "l": [1], "more": 1})");
    parameters.text("a");
    parameters.integer("n", 0, 0, 10);
    parameters.flag("f", true);
    parameters.texts("l");
    parameters.required_text("b");
    EXPECT_EQ(problem_of(parameters),
              "400 body: /a: must be a string; body: /n: must be an integer from 0 to 10; body: /f: must be true or "
              "false; body: /l: must be an array of strings; body: /b: is missing; body: /more: unknown; there are a, "
              "b, f, l, n");
    ASSERT_EQ(parameters.problem()->bad_parts.size(), 6U);
    EXPECT_EQ(parameters.problem()->bad_parts[0].where, "body: /a");
}

TEST(ParametersTest, AQueryIsNotLessStrict) {
    auto query = Parameters::of_query("n=5x&big=11&f=yes&more=1");
    query.integer("n", 0, 0, 10);
    query.integer("big", 0, 0, 10);
    query.flag("f", true);
    EXPECT_EQ(problem_of(query),
              "400 query: n: must be an integer from 0 to 10; query: big: must be an integer from 0 to 10; query: f: "
              "must be true or false; query: more: unknown; there are big, f, n");
    EXPECT_EQ(problem_of(Parameters::of_query("x=1")), "400 query: x: there are no parameters here");
}

TEST(ParametersTest, ABodyMayBeLeftOut) {
    EXPECT_TRUE(Parameters::of_body("", ""));
    EXPECT_TRUE(Parameters::of_body("Application/JSON", ""));
}

TEST(ParametersTest, AnotherTypeThanJsonIsUnsupported) {
    const auto form = Parameters::of_body("application/x-www-form-urlencoded", "");
    ASSERT_FALSE(form);
    EXPECT_EQ(form.error().status, 415);
    EXPECT_EQ(form.error().detail, "The body must be application/json; it is application/x-www-form-urlencoded");
    EXPECT_EQ(Parameters::of_body("", "{}").error().detail,
              "The body must be application/json; it is without Content-Type");
}

TEST(ParametersTest, TextThatIsNotJsonIsRefusedWithItsPlace) {
    const auto broken = Parameters::of_body("application/json", "{\"a\": 1,\n  b}");
    ASSERT_FALSE(broken);
    EXPECT_EQ(broken.error().status, 400);
    EXPECT_EQ(broken.error().bad_parts[0].where, "body: line 2, column 3");
    EXPECT_EQ(Parameters::of_body("application/json", "[]").error().detail, "body: must be a JSON object");
}

} // namespace
} // namespace halberd
