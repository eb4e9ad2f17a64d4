#include "ctl/event_lines.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <boost/json.hpp>
#include <ctime>
#include <utility>

namespace halberd::ctl {
namespace {

std::string on_one_line(const std::string& payload) {
    std::string line;
    for (const char c : payload) {
        if (c == '\n') {
            line += "\\n";
        } else if (c == '\t') {
            line += "\\t";
        } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
            line += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
        } else {
            line += c;
        }
    }
    return line;
}

} // namespace

std::vector<EventLine> event_lines(const xmlrpc::Value& answer) {
    std::vector<EventLine> lines;
    const auto* const entries = answer.get<xmlrpc::Array>();
    if (entries == nullptr) {
        return lines;
    }
    for (const xmlrpc::Value& entry : *entries) {
        EventLine line{entry.number("id"), entry.number("at"), entry.number("milliseconds"), entry.text("event"),
                       entry.text("payload")};
        if (line.id != 0) {
            lines.push_back(std::move(line));
        }
    }
    return lines;
}

std::string text_of(const EventLine& event) {
    return fmt::format("{:%Y-%m-%d %H:%M:%S},{:03} {} {}", fmt::localtime(static_cast<std::time_t>(event.at)),
                       event.milliseconds, event.type, on_one_line(event.payload));
}

std::string json_of(const EventLine& event) {
    const std::string time =
        fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", fmt::gmtime(static_cast<std::time_t>(event.at)), event.milliseconds);
    return boost::json::serialize(
        boost::json::object{{"id", event.id}, {"time", time}, {"event", event.type}, {"payload", event.payload}});
}

} // namespace halberd::ctl
