// Makes a mail of any sender, recipient, subject and body, which are separated by the byte 30. Whatever they are, the
// message has the headers that it is to have and no other, in lines that every server takes, and the body is whole.

#include "sdk/mail/message.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace halberd::mail {
namespace {

constexpr std::size_t longest_line = 998;

void require(bool holds, const std::string& promise) {
    if (!holds) {
        throw std::logic_error("broken promise: " + promise);
    }
}

// The next field of the input, which is taken off it.
std::string take_field(std::string_view& input) {
    const std::size_t end = std::min(input.find('\x1e'), input.size());
    std::string field(input.substr(0, end));
    input.remove_prefix(std::min(end + 1, input.size()));
    return field;
}

std::vector<std::string> header_names(const std::string& head) {
    std::vector<std::string> names;
    std::istringstream lines(head);
    for (std::string line; std::getline(lines, line);) {
        const bool is_plain = std::all_of(line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != 0x7F; });
        require(is_plain, "a header has no control character");
        require(line.size() <= longest_line, "a header's line is not too long");
        if (!line.starts_with(' ')) {
            names.push_back(line.substr(0, line.find(": ")));
        }
    }
    return names;
}

void check(const Message& message) {
    if (!check_addresses(message)) {
        return;
    }
    const std::string text = format_message(message, {std::chrono::system_clock::time_point(), "id@host"});
    const std::size_t end = text.find("\n\n");
    require(end != std::string::npos, "an empty line ends the headers");
    std::vector<std::string> wanted = {
        "Date",          "From", "To", "Message-ID", "MIME-Version", "Content-Type", "Content-Transfer-Encoding",
        "Auto-Submitted"};
    if (!message.subject.empty()) {
        wanted.insert(wanted.begin() + 3, "Subject");
    }
    require(header_names(text.substr(0, end + 1)) == wanted, "there are the headers of a mail and no other");
    const bool is_plain = text.find("\nContent-Transfer-Encoding: 7bit\n") < end;
    const std::string body = text.substr(end + 2);
    require(!is_plain || body.starts_with(message.body), "a plain body is as it was");
    std::istringstream lines(body);
    for (std::string line; std::getline(lines, line);) {
        require(line.size() <= longest_line, "a line of the body is not too long");
        require(line.find('\r') == std::string::npos, "no line ends but by a newline");
    }
}

} // namespace
} // namespace halberd::mail

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view input(reinterpret_cast<const char*>(data), size);
    halberd::mail::Message message;
    message.from = halberd::mail::take_field(input);
    message.to = {halberd::mail::take_field(input)};
    message.subject = halberd::mail::take_field(input);
    message.body = input;
    halberd::mail::check(message);
    return 0;
}
