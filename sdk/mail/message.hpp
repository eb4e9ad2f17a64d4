#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace halberd::mail {

// What makes one copy of a message different from the next.
struct MessageStamp {
    std::chrono::system_clock::time_point date;
    std::string id; // without its angle brackets: "6b1c…@host"
};

// A mail of plain text. All strings are UTF-8.
struct Message {
    std::string from;            // as parse_mailbox reads it; unused by SendmailCommand
    std::vector<std::string> to; // the same, one in each
    std::string subject;         // empty: none, as for a message that becomes an SMS
    std::string body;

    // Set when it was made before it is sent: each copy carries the same one.
    std::optional<MessageStamp> stamp = std::nullopt;
};

// The stamp of a message that is sent now from this machine.
MessageStamp new_message_stamp();

// The stamp that it has, or a new one.
MessageStamp stamp_of(const Message& message);

// Checks the sender and every recipient, of whom there has to be one.
tl::expected<void, std::string> check_addresses(const Message& message);

// The whole message by RFC 5322, lines ending in "\n": Date, From, To, Subject, Message-ID, the MIME headers and the
// body. Nothing in a subject or body can become a header. The addresses have been checked.
std::string format_message(const Message& message, const MessageStamp& stamp);

} // namespace halberd::mail
