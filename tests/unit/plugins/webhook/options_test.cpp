#include "plugins/webhook/options.hpp"

#include "plugins/webhook/presets.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace halberd::webhook {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using Form = gateway::BodyTemplate::Form;

Options options_of(const std::vector<std::string>& arguments) {
    auto options = parse_options(arguments);
    EXPECT_TRUE(options) << options.error().err;
    return options ? std::move(*options) : Options();
}

// The last line on stderr of a usage error.
std::string fault_of(const std::vector<std::string>& arguments) {
    const auto options = parse_options(arguments);
    EXPECT_FALSE(options);
    EXPECT_TRUE(options || options.error().status == 255);
    return options ? "" : options.error().err;
}

TEST(WebhookOptionsTest, NothingGivenIsUnexpectedExitsAndFatalAsPlainJson) {
    const Options options = options_of({});
    ASSERT_EQ(options.occasions.size(), 2U);
    EXPECT_STREQ(options.occasions[0]->word, "exited");
    EXPECT_STREQ(options.occasions[1]->word, "fatal");
    EXPECT_FALSE(options.watch.any);
    EXPECT_EQ(options.gateway.form, Form::Json);
    EXPECT_THAT(options.gateway.body, HasSubstr("{process}"));
    EXPECT_THAT(options.to, ElementsAre("webhook"));
}

TEST(WebhookOptionsTest, AllOptionsAreRead) {
    const Options options =
        options_of({"-p",       "foo",      "-p",   "g:bar",    "-a",     "--on",   "running", "--url",
                    "http://x", "--preset", "sms",  "--to",     "+1, +2", "--from", "+3",      "--template",
                    "T={to}",   "--outbox", "none", "--expire", "2h",     "--test", "w"});
    EXPECT_THAT(options.watch.programs, ElementsAre("foo", "g:bar"));
    EXPECT_TRUE(options.watch.any);
    EXPECT_THAT(options.to, ElementsAre("+1", "+2"));
    EXPECT_EQ(options.from, "+3");
    EXPECT_EQ(options.gateway.url, "http://x");
    EXPECT_EQ(options.gateway.form, Form::UrlEncoded);
    EXPECT_EQ(options.gateway.body, "T={to}");
    EXPECT_EQ(options.gateway.outbox, "none");
    EXPECT_EQ(options.gateway.expire, std::chrono::hours(2));
    EXPECT_TRUE(options.is_test);
    EXPECT_THAT(options.ignored, ElementsAre("w"));
}

TEST(WebhookOptionsTest, EveryPresetIsATemplateOfFieldsThatThereAre) {
    for (const char* name :
         {"slack", "teams", "discord", "telegram", "pagerduty", "dingtalk", "feishu", "wecom", "sms"}) {
        const Preset* preset = find_preset(name);
        ASSERT_NE(preset, nullptr) << name;
        const auto body = gateway::BodyTemplate::read(preset->form, preset->body, test_fields({}, "web1"));
        EXPECT_TRUE(body) << name << ": " << body.error();
        EXPECT_THAT(preset_names(), HasSubstr(name));
    }
    EXPECT_TRUE(gateway::BodyTemplate::read(Form::Json, plain_preset().body, test_fields({}, "web1")));
}

TEST(WebhookOptionsTest, WhatIsMissingOrWrongIsAUsageError) {
    EXPECT_THAT(fault_of({"--preset", "irc"}), HasSubstr("--preset 'irc' is none of slack, teams, "));
    EXPECT_THAT(fault_of({"--preset", "telegram"}), HasSubstr("--preset telegram needs --to"));
    EXPECT_THAT(fault_of({"--preset", "sms", "--to", "1"}), HasSubstr("--preset sms needs --from"));
    EXPECT_THAT(fault_of({"--url", "http://x", "--url-file", "x"}), HasSubstr("give one of them"));
    EXPECT_THAT(fault_of({"--on", "x"}), HasSubstr("--on 'x' is none of"));
    EXPECT_THAT(fault_of({"--expire", "x"}), HasSubstr("--expire 'x' is no time"));
    EXPECT_THAT(fault_of({"--template", "@/no/such/file"}),
                HasSubstr("the template /no/such/file can't be read: No such"));
}

} // namespace
} // namespace halberd::webhook
