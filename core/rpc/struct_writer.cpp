#include "core/rpc/struct_writer.hpp"

#include "core/rpc/value_writer.hpp"
#include "sdk/xmlrpc/codec.hpp"
#include "sdk/xmlrpc/value.hpp"

namespace halberd {

StructWriter::StructWriter(std::string& out) : out_(out) {
    out_ += "<value><struct>\n";
}

StructWriter::~StructWriter() {
    out_ += "</struct></value>\n";
}

void StructWriter::text(std::string_view name, std::string_view value) {
    out_.append("<member><name>").append(name).append("</name>");
    append_text_value(out_, value);
    out_ += "</member>\n";
}

void StructWriter::integer(std::string_view name, std::int64_t value) {
    out_.append("<member><name>").append(name).append("</name>");
    append_integer_value(out_, value);
    out_ += "</member>\n";
}

void StructWriter::real(std::string_view name, double value) {
    out_.append("<member><name>").append(name).append("</name>");
    xmlrpc::append_value(out_, value);
    out_ += "</member>\n";
}

} // namespace halberd
