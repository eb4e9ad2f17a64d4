#pragma once

#include "plugins/shared/gateway/notice.hpp"

#include <string>
#include <tl/expected.hpp>

namespace halberd::gateway {

// The form that Twilio takes for an SMS, and others after it.
inline constexpr const char* sms_form = "To={to}&From={from}&Body={text}";

// The body of a request with {name} in place of what is to be told:
//
//   {"text": "{process} died at {time}"}       To={to}&Body={text}
//
// A field can't break out of its place: JSON is filled as a tree, inside of its strings, and printed afterwards, and a
// form's fields are percent-encoded.
class BodyTemplate {
 public:
    enum class Form {
        Json,
        SlackJson, // &, < and > of the fields are entities, since Slack reads commands between < and >
        UrlEncoded,
    };

    // `known` are the names that there are. The error says what is no JSON, or which name there is not; other braces
    // stay what they are.
    static tl::expected<BodyTemplate, std::string> read(Form form, std::string text, const Fields& known);

    // A field that is missing is empty.
    std::string fill(const Fields& fields) const;

    const char* content_type() const;

 private:
    BodyTemplate(Form form, std::string text) : form_(form), text_(std::move(text)) {}

    Form form_;
    std::string text_;
};

} // namespace halberd::gateway
