#include "sdk/mail/message.hpp"

#include "sdk/mail/header_text.hpp"
#include "sdk/mail/host_name.hpp"
#include "sdk/mail/mailbox.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <iomanip>
#include <locale>
#include <random>
#include <sstream>

namespace halberd::mail {
namespace {

constexpr std::size_t longest_plain_line = 998;
constexpr std::size_t base64_line_bytes = 57; // 76 characters

// RFC 5322's date-time in local time, whatever the process's locale.
std::string format_date(std::chrono::system_clock::time_point date) {
    const std::time_t seconds = std::chrono::system_clock::to_time_t(date);
    std::tm local{};
    ::localtime_r(&seconds, &local);
    std::ostringstream text;
    text.imbue(std::locale::classic());
    text << std::put_time(&local, "%a, %d %b %Y %H:%M:%S %z");
    return text.str();
}

// Whether the body may travel as it is: printable ASCII in lines of a length that every server takes.
bool is_plain(std::string_view body) {
    std::size_t line = 0;
    for (const char c : body) {
        line = c == '\n' ? 0 : line + 1;
        const bool allowed = c == '\n' || c == '\t' || (c >= 0x20 && c < 0x7F);
        if (!allowed || line > longest_plain_line) {
            return false;
        }
    }
    return true;
}

std::string base64_lines(std::string_view body) {
    std::string text;
    for (std::size_t at = 0; at < body.size(); at += base64_line_bytes) {
        text += base64(body.substr(at, base64_line_bytes)) + '\n';
    }
    return text;
}

// A mailbox as a header carries it; the text has been checked.
std::string header_of(const std::string& mailbox) {
    return format_mailbox(parse_mailbox(mailbox).value_or(Mailbox{{}, mailbox}));
}

std::string join(const std::vector<std::string>& mailboxes) {
    std::string text;
    for (const std::string& mailbox : mailboxes) {
        text += text.empty() ? "" : ",\n ";
        text += header_of(mailbox);
    }
    return text;
}

std::string trim_left(std::string_view text) {
    return std::string(text.substr(std::min(text.find_first_not_of(' '), text.size())));
}

} // namespace

MessageStamp new_message_stamp() {
    std::random_device random;
    std::array<char, 64> id{};
    std::snprintf(id.data(), id.size(), "%08x%08x%08x%08x", random(), random(), random(), random());
    return {std::chrono::system_clock::now(), std::string(id.data()) + "@" + host_name()};
}

MessageStamp stamp_of(const Message& message) {
    return message.stamp ? *message.stamp : new_message_stamp();
}

tl::expected<void, std::string> check_addresses(const Message& message) {
    if (message.to.empty()) {
        return tl::unexpected<std::string>("there is no recipient");
    }
    if (const auto sender = parse_mailbox(message.from); !sender) {
        return tl::unexpected(sender.error());
    }
    for (const std::string& recipient : message.to) {
        if (const auto mailbox = parse_mailbox(recipient); !mailbox) {
            return tl::unexpected(mailbox.error());
        }
    }
    return {};
}

std::string format_message(const Message& message, const MessageStamp& stamp) {
    const bool plain = is_plain(message.body);
    std::string text;
    text += "Date: " + format_date(stamp.date) + "\n";
    text += "From: " + header_of(message.from) + "\n";
    text += "To: " + join(message.to) + "\n";
    if (!message.subject.empty()) {
        text += "Subject: " + encode_header(trim_left(one_line(message.subject))) + "\n";
    }
    text += "Message-ID: <" + stamp.id + ">\n";
    text += "MIME-Version: 1.0\n";
    text += "Content-Type: text/plain; charset=utf-8\n";
    text += std::string("Content-Transfer-Encoding: ") + (plain ? "7bit" : "base64") + "\n";
    text += "Auto-Submitted: auto-generated\n\n";
    text += plain ? message.body : base64_lines(message.body);
    if (text.back() != '\n') {
        text += '\n';
    }
    return text;
}

} // namespace halberd::mail
