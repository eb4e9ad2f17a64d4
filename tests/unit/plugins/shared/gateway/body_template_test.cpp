#include "plugins/shared/gateway/body_template.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace halberd::gateway {
namespace {

using Form = BodyTemplate::Form;
using testing::StartsWith;

const Fields known{{"name", ""}, {"time_utc", ""}};

std::string filled(Form form, const std::string& text, const std::string& name) {
    const auto body = BodyTemplate::read(form, text, known);
    return body ? body->fill({{"name", name}}) : "no template: " + body.error();
}

TEST(BodyTemplateTest, FieldsStandInsideTheStringsOfJson) {
    EXPECT_EQ(filled(Form::Json, R"({"a": ["<{name}>", 1, null, true, {"b": "{name}{name}"}]})", "x"),
              R"({"a":["<x>",1,null,true,{"b":"xx"}]})");
}

TEST(BodyTemplateTest, NoFieldBreaksOutOfAString) {
    EXPECT_EQ(filled(Form::Json, R"({"a": "{name}"})", "\",\"b\":\"\n\\u0022\x01é"),
              R"({"a":"\",\"b\":\"\n\\u0022\u0001é"})");
}

TEST(BodyTemplateTest, AFieldIsNoTemplate) {
    EXPECT_EQ(filled(Form::Json, R"("{name}")", "{time_utc}{name}"), R"("{time_utc}{name}")");
}

TEST(BodyTemplateTest, SlacksCommandsAreEntitiesInFieldsOnly) {
    EXPECT_EQ(filled(Form::SlackJson, R"("<!here> {name}")", "<!channel>&"), R"("<!here> &lt;!channel&gt;&amp;")");
}

TEST(BodyTemplateTest, FieldsOfAFormAreEncoded) {
    EXPECT_EQ(filled(Form::UrlEncoded, "To=%2B1&Body={name}", "a b&To=+2=é~"),
              "To=%2B1&Body=a%20b%26To%3D%2B2%3D%C3%A9~");
}

TEST(BodyTemplateTest, OtherBracesStay) {
    EXPECT_EQ(filled(Form::UrlEncoded, "{}{ {Name} {name {name}", "x"), "{}{ {Name} {name x");
}

TEST(BodyTemplateTest, AMissingFieldIsEmpty) {
    EXPECT_EQ(filled(Form::Json, R"("-{time_utc}-")", "x"), R"("--")");
}

TEST(BodyTemplateTest, WhatCanNotBeFilledIsAnErrorThatSaysWhy) {
    EXPECT_THAT(filled(Form::Json, "{", ""), StartsWith("no template: it is no JSON: "));
    EXPECT_EQ(filled(Form::Json, R"([["{nam}"]])", ""), "no template: there is no {nam}, but {name} {time_utc}");
    EXPECT_EQ(filled(Form::UrlEncoded, "{nam}", ""), "no template: there is no {nam}, but {name} {time_utc}");
}

} // namespace
} // namespace halberd::gateway
