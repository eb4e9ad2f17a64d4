#pragma once

#include "sdk/xmlrpc/value.hpp"

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace halberd::xmlrpc {

struct Call {
    std::string method;
    Array arguments;
};

// What a server answered when it refused.
struct FaultReply {
    std::int64_t code = 0;
    std::string text;
};

// Text of a method call, a successful response with one value, and a fault, as XML documents in UTF-8. Strings may hold
// any bytes: what is not UTF-8 or not allowed in XML 1.0 is replaced by U+FFFD, so that the document always parses.
std::string encode_call(const Call& call);
std::string encode_response(const Value& value);
std::string encode_fault(const FaultReply& fault);

// Appends <value>…</value> alone, for callers that assemble a large response from parts kept ready.
void append_value(std::string& out, const Value& value);

// Read a document. The error says what is wrong with it. Nesting is limited to 64 levels, and a call to 100,000 tags, so
// that nobody can make a server busy for long with one document.
tl::expected<Call, std::string> decode_call(std::string_view xml);
tl::expected<Value, std::variant<FaultReply, std::string>> decode_response(std::string_view xml);

} // namespace halberd::xmlrpc
