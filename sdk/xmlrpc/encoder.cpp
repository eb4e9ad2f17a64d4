#include "sdk/xmlrpc/base64.hpp"
#include "sdk/xmlrpc/codec.hpp"
#include "sdk/xmlrpc/xml_text.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <limits>

namespace halberd::xmlrpc {
namespace {

constexpr std::string_view declaration = "<?xml version='1.0'?>\n";

template <class Number>
void append_number(std::string& out, Number number) {
    std::array<char, 32> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
    out.append(text.data(), static_cast<std::size_t>(end - text.data()));
}

void append_double(std::string& out, double number) {
    const std::size_t start = out.size();
    append_number(out, number);
    // A point tells the reader (and a human) that this is no integer.
    if (std::isfinite(number) && out.find_first_of(".e", start) == std::string::npos) {
        out += ".0";
    }
}

// Appends what stands between <value> and </value>.
struct ContentAppender {
    std::string& out;

    void operator()(std::monostate) const { out += "<nil/>"; }
    void operator()(bool value) const { out += value ? "<boolean>1</boolean>" : "<boolean>0</boolean>"; }
    void operator()(std::int64_t value) const {
        // <int> has 32 bits by the specification; clients that know no <i8> still read all that fits.
        const bool is_small =
            value >= std::numeric_limits<std::int32_t>::min() && value <= std::numeric_limits<std::int32_t>::max();
        out += is_small ? "<int>" : "<i8>";
        append_number(out, value);
        out += is_small ? "</int>" : "</i8>";
    }
    void operator()(double value) const {
        out += "<double>";
        append_double(out, value);
        out += "</double>";
    }
    void operator()(const std::string& value) const {
        out += "<string>";
        append_xml_text(out, value);
        out += "</string>";
    }
    void operator()(const DateTime& value) const {
        out += "<dateTime.iso8601>";
        append_xml_text(out, value.text);
        out += "</dateTime.iso8601>";
    }
    void operator()(const Binary& value) const {
        out += "<base64>";
        append_base64(out, value.bytes);
        out += "</base64>";
    }
    void operator()(const Array& values) const {
        out += "<array><data>";
        for (const Value& value : values) {
            append_value(out, value);
        }
        out += "</data></array>";
    }
    void operator()(const Struct& members) const {
        out += "<struct>";
        for (const auto& [name, value] : members) {
            out += "<member><name>";
            append_xml_text(out, name);
            out += "</name>";
            append_value(out, value);
            out += "</member>";
        }
        out += "</struct>";
    }
};

} // namespace

void append_value(std::string& out, const Value& value) {
    out += "<value>";
    std::visit(ContentAppender{out}, value.storage());
    out += "</value>";
}

std::string encode_call(const Call& call) {
    std::string out(declaration);
    out += "<methodCall>\n<methodName>";
    append_xml_text(out, call.method);
    out += "</methodName>\n<params>\n";
    for (const Value& argument : call.arguments) {
        out += "<param>\n";
        append_value(out, argument);
        out += "\n</param>\n";
    }
    out += "</params>\n</methodCall>\n";
    return out;
}

std::string encode_response(const Value& value) {
    std::string out(declaration);
    out += "<methodResponse>\n<params>\n<param>\n";
    append_value(out, value);
    out += "\n</param>\n</params>\n</methodResponse>\n";
    return out;
}

std::string encode_fault(const FaultReply& fault) {
    std::string out(declaration);
    out += "<methodResponse>\n<fault>\n";
    append_value(out, Struct{{"faultCode", fault.code}, {"faultString", fault.text}});
    out += "\n</fault>\n</methodResponse>\n";
    return out;
}

} // namespace halberd::xmlrpc
