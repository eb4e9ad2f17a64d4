#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace halberd::gateway {

// What a notice tells, by the names that stand in templates: "process" -> "foo". All texts are UTF-8.
using Fields = std::map<std::string, std::string, std::less<>>;

// The fields as the text that an outbox keeps, a JSON object, and the fields of such a text. What is no such text
// becomes the field "text". Bytes that are not UTF-8 become "?".
std::string pack(const Fields& fields);
Fields unpack(const std::string& text);

} // namespace halberd::gateway
