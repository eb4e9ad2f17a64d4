#include "plugins/webhook/presets.hpp"

#include <algorithm>
#include <iterator>

namespace halberd::webhook {
namespace {

using Form = gateway::BodyTemplate::Form;

constexpr Preset plain{
    "webhook", Form::Json,
    R"({"event": "{event}", "process": "{process}", "group": "{group}", "state": "{state}", "from_state": "{from_state}",
        "pid": "{pid}", "host": "{host}", "server": "{server}", "time": "{time_utc}", "severity": "{severity}",
        "text": "{text}", "id": "{id}"})"};

constexpr Preset presets[] = {
    {"slack", Form::SlackJson, R"({"text": "{text}"})"},
    {"teams", Form::Json,
     R"({"type": "message", "attachments": [{"contentType": "application/vnd.microsoft.card.adaptive", "content": {
         "$schema": "http://adaptivecards.io/schemas/adaptive-card.json", "type": "AdaptiveCard", "version": "1.2",
         "body": [{"type": "TextBlock", "weight": "Bolder", "wrap": true, "text": "{summary}"},
                  {"type": "TextBlock", "wrap": true, "text": "{text}"}]}}]})"},
    {"discord", Form::Json, R"({"content": "{text}", "allowed_mentions": {"parse": []}})"},
    {.name = "telegram", .form = Form::Json, .body = R"({"chat_id": "{to}", "text": "{text}"})", .needs_to = true},
    {.name = "pagerduty",
     .form = Form::Json,
     .body = R"({"routing_key": "{key}", "event_action": "{action}", "dedup_key": "{host}/{name}", "payload": {
         "summary": "{summary}", "source": "{host}", "severity": "{severity}", "timestamp": "{time_utc}",
         "component": "{process}", "group": "{group}", "class": "{state}", "custom_details": {"text": "{text}"}}})",
     .url = "https://events.pagerduty.com/v2/enqueue",
     .needs_key = true},
    {.name = "dingtalk",
     .form = Form::Json,
     .body = R"({"msgtype": "text", "text": {"content": "{text}"}})",
     .error_member = "errcode",
     .signing = gateway::Signing::DingTalk},
    {.name = "feishu",
     .form = Form::Json,
     .body = R"({"msg_type": "text", "content": {"text": "{text}"}})",
     .error_member = "code",
     .signing = gateway::Signing::Feishu},
    {"wecom", Form::Json, R"({"msgtype": "text", "text": {"content": "{text}"}})", "errcode"},
    {.name = "sms", .form = Form::UrlEncoded, .body = gateway::sms_form, .needs_to = true, .needs_from = true},
};

} // namespace

const Preset& plain_preset() {
    return plain;
}

const Preset* find_preset(const std::string& name) {
    const auto* found = std::ranges::find_if(presets, [&](const Preset& preset) { return preset.name == name; });
    return found == std::end(presets) ? nullptr : found;
}

std::string preset_names() {
    std::string names;
    for (const Preset& preset : presets) {
        names += (names.empty() ? "" : ", ") + std::string(preset.name);
    }
    return names;
}

} // namespace halberd::webhook
