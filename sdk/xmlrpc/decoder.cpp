#include "sdk/xmlrpc/base64.hpp"
#include "sdk/xmlrpc/codec.hpp"

#include <pugixml.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cstring>
#include <optional>
#include <system_error>

namespace halberd::xmlrpc {
namespace {

constexpr int max_depth = 64;

// A call for each of a thousand processes has some 20,000. Work and memory grow with them much more than with the text.
constexpr std::ptrdiff_t max_call_tags = 100'000;

// Blank text is kept, because "<string> </string>" is a blank. Text is kept in its element instead of a node of its
// own, which halves the nodes of a typical document.
constexpr unsigned parse_flags = pugi::parse_cdata | pugi::parse_escapes | pugi::parse_eol | pugi::parse_ws_pcdata |
                                 pugi::parse_embed_pcdata | pugi::parse_doctype;

// A node's own text, without that of its elements: text, CDATA sections and text behind comments are one.
std::string text_of(pugi::xml_node node) {
    std::string text = node.value();
    for (pugi::xml_node child = node.first_child(); child; child = child.next_sibling()) {
        if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) {
            text += child.value();
        }
    }
    return text;
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n";
    const auto first = text.find_first_not_of(blanks);
    return first == std::string_view::npos ? std::string_view()
                                           : text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

// The name without a namespace prefix: Apache's servers write <ex:nil/>.
std::string_view local_name(pugi::xml_node node) {
    const std::string_view name = node.name();
    const auto colon = name.rfind(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

template <class Number>
std::optional<Number> to_number(std::string_view text) {
    text = trimmed(text);
    if (text.size() > 1 && text[0] == '+' && text[1] != '-') {
        text.remove_prefix(1);
    }
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return number;
}

std::optional<bool> to_boolean(std::string_view text) {
    text = trimmed(text);
    if (text == "1" || text == "true") {
        return true;
    }
    if (text == "0" || text == "false") {
        return false;
    }
    return std::nullopt;
}

// "20261123T14:58:08", a day and a time that there are.
std::optional<DateTime> to_date(std::string_view text) {
    constexpr std::string_view form = "ddddddddTdd:dd:dd";
    constexpr std::array<int, 12> days{31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    text = trimmed(text);
    const bool fits = std::equal(text.begin(), text.end(), form.begin(), form.end(), [](char given, char wanted) {
        return wanted == 'd' ? std::isdigit(static_cast<unsigned char>(given)) != 0 : given == wanted;
    });
    if (!fits) {
        return std::nullopt;
    }
    const auto number = [text](std::size_t at, std::size_t size) { return *to_number<int>(text.substr(at, size)); };
    const int year = number(0, 4);
    const int month = number(4, 2);
    const int day = number(6, 2);
    const bool is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    if (year == 0 || month < 1 || month > 12 || day < 1 || day > days.at(static_cast<std::size_t>(month) - 1) ||
        (month == 2 && day == 29 && !is_leap) || number(9, 2) > 23 || number(12, 2) > 59 || number(15, 2) > 59) {
        return std::nullopt;
    }
    return DateTime{std::string(text)};
}

// Reads <value> elements. The first problem ends the reading and is kept for the caller.
class ValueReader {
 public:
    const std::string& problem() const { return problem_; }

    // Reads the only <value> among the children of `parent`.
    bool read_child_value(pugi::xml_node parent, int depth, Value& out) {
        const pugi::xml_node value = parent.child("value");
        if (!value) {
            return fail(std::string("<") + parent.name() + "> holds no <value>");
        }
        return read_value(value, depth, out);
    }

    bool read_value(pugi::xml_node node, int depth, Value& out) {
        if (depth > max_depth) {
            return fail("values are nested more than " + std::to_string(max_depth) + " levels deep");
        }
        pugi::xml_node typed;
        for (pugi::xml_node child = node.first_child(); child; child = child.next_sibling()) {
            if (child.type() != pugi::node_element) {
                continue;
            }
            if (typed) {
                return fail("<value> holds more than one element");
            }
            typed = child;
        }
        if (!typed) {
            out = Value(text_of(node));
            return true;
        }
        return read_typed(typed, depth, out);
    }

 private:
    bool read_typed(pugi::xml_node node, int depth, Value& out) {
        const std::string_view type = local_name(node);
        if (type == "string") {
            out = Value(text_of(node));
            return true;
        }
        if (type == "int" || type == "i4" || type == "i8" || type == "i1" || type == "i2" || type == "biginteger") {
            return keep(to_number<std::int64_t>(text_of(node)), node, out);
        }
        if (type == "struct") {
            return read_struct(node, depth, out);
        }
        if (type == "array") {
            return read_array(node, depth, out);
        }
        if (type == "boolean") {
            return keep(to_boolean(text_of(node)), node, out);
        }
        if (type == "double" || type == "float") {
            return keep(to_number<double>(text_of(node)), node, out);
        }
        if (type == "nil") {
            out = Value();
            return true;
        }
        if (type == "dateTime.iso8601") {
            return keep(to_date(text_of(node)), node, out);
        }
        if (type == "base64") {
            std::optional<std::string> bytes = decode_base64(text_of(node));
            return keep(bytes ? std::optional(Binary{std::move(*bytes)}) : std::nullopt, node, out);
        }
        return fail("unknown type <" + std::string(node.name()) + ">");
    }

    bool read_array(pugi::xml_node node, int depth, Value& out) {
        const pugi::xml_node data = node.child("data");
        if (!data) {
            return fail("an <array> holds no <data>");
        }
        Array values;
        for (const pugi::xml_node child : data.children("value")) {
            if (!read_value(child, depth + 1, values.emplace_back())) {
                return false;
            }
        }
        out = Value(std::move(values));
        return true;
    }

    bool read_struct(pugi::xml_node node, int depth, Value& out) {
        Struct members;
        for (const pugi::xml_node child : node.children("member")) {
            const pugi::xml_node name = child.child("name");
            if (!name) {
                return fail("a <member> of a <struct> holds no <name>");
            }
            members.emplace_back(text_of(name), Value());
            if (!read_child_value(child, depth + 1, members.back().second)) {
                return false;
            }
        }
        out = Value(std::move(members));
        return true;
    }

    template <class T>
    bool keep(std::optional<T> value, pugi::xml_node node, Value& out) {
        if (!value) {
            return fail("'" + text_of(node) + "' is no valid <" + node.name() + ">");
        }
        out = Value(std::move(*value));
        return true;
    }

    bool fail(std::string problem) {
        problem_ = std::move(problem);
        return false;
    }

    std::string problem_;
};

// A document together with the text that its nodes point into.
class Document {
 public:
    // Parses `xml`; the problem is empty when its root element is `root`.
    std::string parse(std::string_view xml, const char* root) {
        // The parser works on zero-terminated strings: a zero would silently end the text that it stands in.
        if (xml.find('\0') != std::string_view::npos) {
            return "the document contains a NUL byte";
        }
        text_ = xml;
        const pugi::xml_parse_result result = document_.load_buffer_inplace(text_.data(), text_.size(), parse_flags);
        if (!result) {
            return std::string("not well-formed XML: ") + result.description() + " (at byte " +
                   std::to_string(result.offset) + ")";
        }
        for (const pugi::xml_node child : document_.children()) {
            if (child.type() == pugi::node_doctype) {
                return "a document type declaration is not accepted";
            }
        }
        if (std::strcmp(this->root().name(), root) != 0) {
            return std::string("the document is no <") + root + ">";
        }
        return {};
    }

    pugi::xml_node root() const { return document_.document_element(); }

 private:
    std::string text_;
    pugi::xml_document document_;
};

FaultReply to_fault(const Value& value) {
    FaultReply fault;
    if (const Value* code = value.member("faultCode")) {
        fault.code = code->value_or(std::int64_t{0});
    }
    if (const Value* text = value.member("faultString")) {
        fault.text = text->value_or(std::string());
    }
    return fault;
}

} // namespace

tl::expected<Call, std::string> decode_call(std::string_view xml) {
    if (std::count(xml.begin(), xml.end(), '<') > max_call_tags) {
        return tl::unexpected("the document has more than " + std::to_string(max_call_tags) + " tags");
    }
    Document document;
    if (std::string problem = document.parse(xml, "methodCall"); !problem.empty()) {
        return tl::unexpected(std::move(problem));
    }
    Call call;
    call.method = text_of(document.root().child("methodName")); // blanks count, as for Supervisor
    if (call.method.empty()) {
        return tl::unexpected<std::string>("the call names no method");
    }
    ValueReader reader;
    for (const pugi::xml_node param : document.root().child("params").children("param")) {
        if (!reader.read_child_value(param, 1, call.arguments.emplace_back())) {
            return tl::unexpected(reader.problem());
        }
    }
    return call;
}

tl::expected<Value, std::variant<FaultReply, std::string>> decode_response(std::string_view xml) {
    using Failure = std::variant<FaultReply, std::string>;
    Document document;
    if (std::string problem = document.parse(xml, "methodResponse"); !problem.empty()) {
        return tl::unexpected<Failure>(std::move(problem));
    }
    ValueReader reader;
    Value value;
    if (const pugi::xml_node fault = document.root().child("fault")) {
        if (!reader.read_child_value(fault, 1, value)) {
            return tl::unexpected<Failure>(reader.problem());
        }
        if (!value.is<Struct>()) {
            return tl::unexpected<Failure>("a <fault> that is no struct");
        }
        return tl::unexpected<Failure>(to_fault(value));
    }
    const pugi::xml_node param = document.root().child("params").child("param");
    if (!param) {
        return tl::unexpected<Failure>("the response holds no value");
    }
    if (!reader.read_child_value(param, 1, value)) {
        return tl::unexpected<Failure>(reader.problem());
    }
    return value;
}

} // namespace halberd::xmlrpc
