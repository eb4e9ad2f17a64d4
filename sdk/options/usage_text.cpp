#include "sdk/options/usage_text.hpp"

#include <string_view>

namespace halberd::options {
namespace {

constexpr std::size_t text_column = 31;
constexpr std::size_t line_width = 95;

// "  -p, --program=NAME"
std::string spelling(const Option& option) {
    std::string text = option.letter != 0 ? std::string("  -") + option.letter + ", " : std::string("      ");
    text += std::string("--") + option.name;
    return option.value == nullptr ? text : text + "=" + option.value;
}

// Appends the words, which begin at the text column of the line that `out` ends with.
void append_wrapped(std::string& out, std::string_view words) {
    std::size_t column = text_column;
    while (!words.empty()) {
        const std::string_view word = words.substr(0, words.find(' '));
        words.remove_prefix(word.size() < words.size() ? word.size() + 1 : word.size());
        if (column > text_column && column + 1 + word.size() > line_width) {
            out += '\n' + std::string(text_column, ' ');
            column = text_column;
        }
        if (column > text_column) {
            out += ' ';
            ++column;
        }
        out += word;
        column += word.size();
    }
    out += '\n';
}

void append_option(std::string& out, const Option& option) {
    const std::string left = spelling(option);
    out += left;
    out += left.size() + 1 < text_column ? std::string(text_column - left.size(), ' ')
                                         : '\n' + std::string(text_column, ' ');
    append_wrapped(out, option.text);
}

} // namespace

std::string usage_text(const OptionTable& table) {
    std::string text;
    for (const Option& option : table) {
        if (option.name == nullptr) {
            text += (text.empty() ? "" : "\n") + std::string(option.text) + "\n";
        } else {
            append_option(text, option);
        }
    }
    const bool has_headings = table.size > 0 && table.begin()->name == nullptr;
    text += has_headings ? "\n" : "";
    append_option(text, {"help", 'h', nullptr, "print this text"});
    return text;
}

} // namespace halberd::options
