#include "sdk/xmlrpc/xml_check.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <system_error>
#include <vector>

namespace halberd::xmlrpc {
namespace {

constexpr std::string_view blanks = " \t\r\n";

bool is_blank(std::string_view text) {
    return text.find_first_not_of(blanks) == std::string_view::npos;
}

bool is_forbidden_control(char character) {
    return static_cast<unsigned char>(character) < 0x20 && blanks.find(character) == std::string_view::npos;
}

bool is_xml_character(std::uint32_t code) {
    const bool is_control = code < 0x20 && code != 0x9 && code != 0xA && code != 0xD;
    const bool is_surrogate = code >= 0xD800 && code <= 0xDFFF;
    return !is_control && !is_surrogate && code != 0xFFFE && code != 0xFFFF && code <= 0x10FFFF;
}

// `name` is what stands between "&" and ";".
bool is_reference(std::string_view name) {
    constexpr std::array<std::string_view, 5> entities{"amp", "lt", "gt", "quot", "apos"};
    if (!name.starts_with('#')) {
        return std::find(entities.begin(), entities.end(), name) != entities.end();
    }
    name.remove_prefix(1);
    const int base = name.starts_with('x') ? 16 : 10;
    name.remove_prefix(base == 16 ? 1 : 0);
    std::uint32_t code = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), code, base);
    return error == std::errc() && end == name.data() + name.size() && is_xml_character(code);
}

bool has_good_references(std::string_view text) {
    for (auto at = text.find('&'); at != std::string_view::npos; at = text.find('&', at + 1)) {
        const auto end = text.find(';', at);
        if (end == std::string_view::npos || !is_reference(text.substr(at + 1, end - at - 1))) {
            return false;
        }
    }
    return true;
}

// Walks through a document from one piece of markup to the next.
class Walk {
 public:
    explicit Walk(std::string_view xml) : rest_(xml) {}

    std::string run() {
        constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
        if (rest_.starts_with(byte_order_mark)) {
            rest_.remove_prefix(byte_order_mark.size());
        }
        if (rest_.starts_with("<?xml") && rest_.size() > 5 && blanks.find(rest_[5]) != std::string_view::npos) {
            take_until("?>");
        }
        while (problem_.empty() && !rest_.empty()) {
            text(take(std::min(rest_.find('<'), rest_.size())));
            if (problem_.empty() && !rest_.empty()) {
                markup();
            }
        }
        return problem_;
    }

 private:
    std::string_view take(std::size_t size) {
        const std::string_view taken = rest_.substr(0, size);
        rest_.remove_prefix(taken.size());
        return taken;
    }

    // What stands before `end`, which is taken away as well.
    std::string_view take_until(std::string_view end) {
        const std::string_view taken = take(std::min(rest_.find(end), rest_.size()));
        take(end.size());
        return taken;
    }

    void text(std::string_view piece) {
        if (depth_ == 0 && !is_blank(piece)) {
            problem_ = "text outside of the root element";
        } else if (piece.find("]]>") != std::string_view::npos) {
            problem_ = "the end of a CDATA section without its beginning";
        } else if (!has_good_references(piece)) {
            problem_ = "a reference to nothing";
        }
    }

    void markup() {
        if (rest_.starts_with("<!--")) {
            take(4);
            const std::string_view comment = take_until("-->");
            if (comment.find("--") != std::string_view::npos || comment.ends_with('-')) {
                problem_ = "two dashes in a comment";
            }
        } else if (rest_.starts_with("<![CDATA[")) {
            take_until("]]>");
        } else if (rest_.starts_with("<?")) {
            const std::string_view instruction = take_until("?>").substr(2);
            if (instruction.substr(0, instruction.find_first_of(blanks)) == "xml") {
                problem_ = "a declaration that is not at the beginning";
            }
        } else if (rest_.starts_with("</")) {
            take_until(">");
            depth_ -= depth_ > 0 ? 1 : 0;
        } else {
            open_tag();
        }
    }

    void open_tag() {
        if (depth_ == 0 && has_root_) {
            problem_ = "a second root element";
            return;
        }
        has_root_ = true;
        take(std::min(rest_.find_first_of(" \t\r\n/>"), rest_.size()));
        std::vector<std::string_view> names;
        while (problem_.empty() && !rest_.empty() && rest_.front() != '>' && rest_.front() != '/') {
            if (blanks.find(rest_.front()) != std::string_view::npos) {
                take(1);
            } else {
                attribute(names);
            }
        }
        depth_ += rest_.starts_with('/') ? 0 : 1;
        take_until(">");
    }

    void attribute(std::vector<std::string_view>& names) {
        std::string_view name = take_until("=");
        name = name.substr(0, name.find_first_of(blanks));
        take(std::min(rest_.find_first_not_of(blanks), rest_.size()));
        const std::string_view quote = take(1);
        const std::string_view value = take_until(quote);
        if (std::find(names.begin(), names.end(), name) != names.end()) {
            problem_ = "an attribute that comes twice";
        } else if (value.find('<') != std::string_view::npos || !has_good_references(value)) {
            problem_ = "an attribute with a lone < or &";
        } else if (!rest_.empty() && std::string_view(" \t\r\n/>").find(rest_.front()) == std::string_view::npos) {
            problem_ = "attributes without a blank between them";
        }
        names.push_back(name);
    }

    std::string_view rest_;
    std::size_t depth_ = 0;
    bool has_root_ = false;
    std::string problem_;
};

} // namespace

std::string find_malformed(std::string_view xml) {
    if (std::any_of(xml.begin(), xml.end(), is_forbidden_control)) {
        return "a control character";
    }
    return Walk(xml).run();
}

} // namespace halberd::xmlrpc
