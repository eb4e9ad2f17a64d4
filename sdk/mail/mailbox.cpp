#include "sdk/mail/mailbox.hpp"

#include "sdk/mail/header_text.hpp"

#include <algorithm>

namespace halberd::mail {
namespace {

constexpr std::size_t longest_address = 320; // RFC 5321: 64 and 255 bytes, and the @ between them
constexpr std::size_t longest_name = 300;    // with it, and each character escaped, a header fits into a line

bool is_control(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

// What may stand in a name without quotes: RFC 5322's atoms, and blanks between them.
bool is_plain_in_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view(" !#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
}

std::string_view trim(std::string_view text) {
    const std::size_t first = std::min(text.find_first_not_of(' '), text.size());
    return text.substr(first, text.find_last_not_of(' ') + 1 - first);
}

// The name without quotes around it and the backslashes in them.
std::string unquoted(std::string_view name) {
    if (name.size() < 2 || name.front() != '"' || name.back() != '"') {
        return std::string(name);
    }
    std::string plain;
    for (std::size_t at = 1; at + 1 < name.size(); ++at) {
        at += name[at] == '\\' && at + 2 < name.size() ? 1 : 0;
        plain += name[at];
    }
    return plain;
}

std::string quoted(std::string_view name) {
    std::string text = "\"";
    for (const char c : name) {
        text += c == '"' || c == '\\' ? "\\" : "";
        text += c;
    }
    return text + "\"";
}

} // namespace

tl::expected<Mailbox, std::string> parse_mailbox(std::string_view text) {
    Mailbox mailbox;
    std::string_view address = trim(text);
    const std::size_t open = address.rfind('<');
    if (open != std::string_view::npos && address.ends_with('>')) {
        mailbox.name = unquoted(trim(address.substr(0, open)));
        address = trim(address.substr(open + 1, address.size() - open - 2));
    }
    if (address.empty()) {
        return tl::unexpected<std::string>(text.empty() ? "an address is empty"
                                                        : "'" + one_line(text) + "' has no address");
    }
    const bool has_control = std::any_of(text.begin(), text.end(), is_control);
    if (has_control || address.find_first_of(" <>,") != std::string_view::npos) {
        return tl::unexpected("'" + one_line(text) +
                              "' is no mail address: it has a blank, comma, angle bracket or control character where "
                              "none may be; write it like ops@example.com or Ops <ops@example.com>");
    }
    if (address.size() > longest_address || mailbox.name.size() > longest_name) {
        return tl::unexpected("'" + one_line(text.substr(0, 40)) + "…' is longer than a mail address may be");
    }
    mailbox.address = address;
    return mailbox;
}

std::string format_mailbox(const Mailbox& mailbox) {
    if (mailbox.name.empty()) {
        return mailbox.address;
    }
    const std::string encoded = encode_header(mailbox.name);
    const bool is_encoded = encoded != mailbox.name;
    const bool is_plain = std::all_of(mailbox.name.begin(), mailbox.name.end(), is_plain_in_name);
    return (is_encoded || is_plain ? encoded : quoted(mailbox.name)) + " <" + mailbox.address + ">";
}

} // namespace halberd::mail
