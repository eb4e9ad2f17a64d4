#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace halberd::mail {

// One that sends or gets mail, by RFC 5322: an address, and the name that people read.
struct Mailbox {
    std::string name; // UTF-8; empty for a bare address
    std::string address;
};

// Reads "ops@example.com", "root", "Ops <ops@example.com>" or "\"Ops, Berlin\" <ops@example.com>". The address becomes
// part of SMTP commands; the error says what in the text could change their meaning: a blank, a comma, an angle bracket
// or a control character, or that there is no address.
tl::expected<Mailbox, std::string> parse_mailbox(std::string_view text);

// The mailbox as the headers From and To carry it: the name is quoted or encoded where it needs to be.
std::string format_mailbox(const Mailbox& mailbox);

} // namespace halberd::mail
