// Feeds a document to the decoder of calls and to that of responses. What is read has to be read again as the same when
// it is written; and what would harm a daemon, such as depth without end, is not read at all.

#include "sdk/xmlrpc/codec.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>

namespace halberd::xmlrpc {
namespace {

void require(bool holds, const std::string& promise) {
    if (!holds) {
        throw std::logic_error("broken promise: " + promise);
    }
}

std::size_t depth_of(const Value& value) {
    std::size_t deepest = 0;
    if (const auto* values = value.get<Array>()) {
        for (const Value& each : *values) {
            deepest = std::max(deepest, depth_of(each));
        }
    } else if (const auto* members = value.get<Struct>()) {
        for (const auto& member : *members) {
            deepest = std::max(deepest, depth_of(member.second));
        }
    }
    return deepest + 1;
}

// Equality, but that what is no number equals itself.
bool same(const Value& a, const Value& b) {
    const auto* number = a.get<double>();
    const auto* other = b.get<double>();
    if (number != nullptr && other != nullptr) {
        return *number == *other || (std::isnan(*number) && std::isnan(*other));
    }
    const auto* values = a.get<Array>();
    const auto* other_values = b.get<Array>();
    if (values != nullptr && other_values != nullptr) {
        return std::equal(values->begin(), values->end(), other_values->begin(), other_values->end(), same);
    }
    const auto* members = a.get<Struct>();
    const auto* other_members = b.get<Struct>();
    if (members != nullptr && other_members != nullptr) {
        return std::equal(
            members->begin(), members->end(), other_members->begin(), other_members->end(),
            [](const auto& one, const auto& two) { return one.first == two.first && same(one.second, two.second); });
    }
    return a == b;
}

// Writing replaces what XML does not allow, so that what was written once is what has to stay the same.
void check_call(std::string_view document) {
    const auto call = decode_call(document);
    if (!call) {
        require(!call.error().empty(), "what cannot be read has a reason");
        return;
    }
    require(!call->method.empty(), "a call names its method");
    const auto once = decode_call(encode_call(*call));
    require(once.has_value(), "a call that was written can be read");
    const auto twice = decode_call(encode_call(*once));
    require(twice.has_value() && twice->method == once->method, "the method is read as it was written");
    require(same(Value(twice->arguments), Value(once->arguments)), "arguments are read as they were written");
    require(depth_of(Value(call->arguments)) <= 66, "nothing is nested deeper than is allowed");
}

void check_response(std::string_view document) {
    const auto value = decode_response(document);
    if (value) {
        const auto once = decode_response(encode_response(*value));
        require(once.has_value(), "a response that was written can be read");
        const auto twice = decode_response(encode_response(*once));
        require(twice.has_value() && same(*twice, *once), "a result is read as it was written");
        return;
    }
    const auto* fault = std::get_if<FaultReply>(&value.error());
    if (fault == nullptr) {
        require(!std::get<std::string>(value.error()).empty(), "what cannot be read has a reason");
        return;
    }
    const auto again = decode_response(encode_fault(*fault));
    require(!again && std::holds_alternative<FaultReply>(again.error()), "a fault that was written is read as one");
    require(std::get<FaultReply>(again.error()).code == fault->code, "a fault keeps its code");
}

} // namespace
} // namespace halberd::xmlrpc

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view document(reinterpret_cast<const char*>(data), size);
    halberd::xmlrpc::check_call(document);
    halberd::xmlrpc::check_response(document);
    return 0;
}
