#include "core/http/response_head.hpp"

#include <fmt/format.h>

#include <array>
#include <string_view>

namespace halberd {
namespace {

// "Mon, 23 Nov 2026 18:36:46 GMT", in English whatever the locale.
std::string http_date(std::time_t time) {
    constexpr std::array<std::string_view, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    std::tm utc{};
    gmtime_r(&time, &utc);
    return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} GMT", days.at(static_cast<std::size_t>(utc.tm_wday)),
                       utc.tm_mday, months.at(static_cast<std::size_t>(utc.tm_mon)), utc.tm_year + 1900, utc.tm_hour,
                       utc.tm_min, utc.tm_sec);
}

void append_header(std::string& head, std::string_view name, std::string_view value) {
    const auto append_clean = [&](std::string_view text) {
        for (const char c : text) {
            if (static_cast<unsigned char>(c) >= ' ' && c != '\x7f') {
                head += c;
            }
        }
    };
    append_clean(name);
    head += ": ";
    append_clean(value);
    head += "\r\n";
}

} // namespace

std::string response_head(const HttpResponse& response, const ResponseFraming& framing, std::time_t now) {
    std::string head =
        fmt::format("HTTP/1.{} {} {}\r\n", framing.http_minor, response.status, reason_phrase(response.status));
    append_header(head, "Server", "Halberd");
    append_header(head, "Date", http_date(now));
    append_header(head, "Content-Type", response.content_type);
    for (const auto& [name, value] : response.headers) {
        append_header(head, name, value);
    }
    if (framing.content_length) {
        append_header(head, "Content-Length", std::to_string(*framing.content_length));
    } else if (framing.http_minor >= 1) {
        append_header(head, "Transfer-Encoding", "chunked");
    }
    if (!framing.keep_alive) {
        append_header(head, "Connection", "close");
    } else if (framing.http_minor == 0) {
        append_header(head, "Connection", "Keep-Alive");
    }
    return head + "\r\n";
}

} // namespace halberd
