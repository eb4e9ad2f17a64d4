#pragma once

#include "plugins/shared/alert/alert.hpp"

#include <string>

namespace halberd::gateway {

// What a notice tells. All texts are UTF-8.
using Fields = alert::Fields;

// The fields as the text that an outbox keeps, a JSON object, and the fields of such a text. What is no such text
// becomes the field "text". Bytes that are not UTF-8 become "?".
std::string pack(const Fields& fields);
Fields unpack(const std::string& text);

// The first lines that have room in a short message or a chat, and how many are left out.
std::string shortened(const std::string& lines);

} // namespace halberd::gateway
