#include "core/rpc/struct_writer.hpp"

#include "sdk/xmlrpc/codec.hpp"
#include "sdk/xmlrpc/value.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace halberd {
namespace {

// Whether the text can stand in XML as it is. All else goes through the codec, which knows about escaping and UTF-8.
bool is_plain(std::string_view text) {
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return c >= ' ' && c <= '~' && c != '<' && c != '>' && c != '&'; });
}

} // namespace

StructWriter::StructWriter(std::string& out) : out_(out) {
    out_ += "<value><struct>\n";
}

StructWriter::~StructWriter() {
    out_ += "</struct></value>\n";
}

void StructWriter::text(std::string_view name, std::string_view value) {
    out_.append("<member><name>").append(name).append("</name>");
    if (is_plain(value)) {
        out_.append("<value><string>").append(value).append("</string></value>");
    } else {
        xmlrpc::append_value(out_, value);
    }
    out_ += "</member>\n";
}

void StructWriter::integer(std::string_view name, std::int64_t value) {
    out_.append("<member><name>").append(name).append("</name>");
    if (value == static_cast<std::int32_t>(value)) {
        const fmt::format_int digits(value);
        out_.append("<value><int>").append(digits.data(), digits.size()).append("</int></value>");
    } else {
        xmlrpc::append_value(out_, value); // <i8>
    }
    out_ += "</member>\n";
}

void StructWriter::real(std::string_view name, double value) {
    out_.append("<member><name>").append(name).append("</name>");
    xmlrpc::append_value(out_, value);
    out_ += "</member>\n";
}

} // namespace halberd
