#include "core/web/exposition.hpp"

#include <fmt/format.h>

#include <cmath>
#include <iterator>

namespace halberd {
namespace {

void append_escaped(std::string& text, std::string_view value) {
    for (const char c : value) {
        if (c == '\n') {
            text += "\\n";
            continue;
        }
        if (c == '\\' || c == '"') {
            text += '\\';
        }
        text += c;
    }
}

} // namespace

Exposition::LabelText Exposition::label_text(Labels labels) {
    LabelText made;
    char separator = '{';
    for (const auto& [label, text] : labels) {
        made.text += std::exchange(separator, ',');
        made.text += label;
        made.text += "=\"";
        append_escaped(made.text, text);
        made.text += '"';
    }
    if (separator == ',') {
        made.text += '}';
    }
    return made;
}

void Exposition::begin(std::string_view name, std::string_view help, std::string_view type) {
    name_ = name;
    fmt::format_to(std::back_inserter(text_), "# HELP {} {}\n# TYPE {} {}\n", name, help, name, type);
}

void Exposition::add(std::string_view suffix, const LabelText& labels, std::int64_t value) {
    begin_sample(suffix, labels);
    const fmt::format_int digits(value);
    text_.append(digits.data(), digits.size()) += '\n';
}

void Exposition::add(std::string_view suffix, const LabelText& labels, double value) {
    begin_sample(suffix, labels);
    if (std::isinf(value)) {
        text_ += value > 0 ? "+Inf\n" : "-Inf\n";
    } else {
        fmt::format_to(std::back_inserter(text_), "{}\n", value);
    }
}

// There may be ten thousands of them.
void Exposition::begin_sample(std::string_view suffix, const LabelText& labels) {
    text_.append(name_).append(suffix).append(labels.text) += ' ';
}

} // namespace halberd
