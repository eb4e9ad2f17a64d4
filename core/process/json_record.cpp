#include "core/process/json_record.hpp"

#include "core/base/local_time.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <boost/nowide/utf/convert.hpp>

namespace halberd {
namespace {

namespace json = boost::json;

void assign_text(json::string& to, std::string_view text) {
    const bool is_ascii = std::none_of(text.begin(), text.end(), [](char byte) { return (byte & '\x80') != 0; });
    if (is_ascii) {
        to.assign(text.data(), text.size());
    } else {
        to.assign(boost::nowide::utf::convert_string<char>(text.data(), text.data() + text.size()));
    }
}

void append(std::string& out, json::serializer& serializer, const json::object& object) {
    serializer.reset(&object);
    std::array<char, 4096> buffer; // NOLINT: read() fills it
    while (!serializer.done()) {
        out += std::string_view(serializer.read(buffer.data(), buffer.size()));
    }
    out += '\n';
}

} // namespace

std::string_view name_of(Stream stream) {
    return stream == Stream::Stdout ? "stdout" : "stderr";
}

// The object is kept from line to line, so that only what differs is set anew.
struct JsonRecord::Fields {
    json::object line;
    json::string* time = nullptr;
    json::string* text = nullptr;
    WallTime time_shown;
    json::serializer serializer;

    void set_time(WallTime at) {
        if (time->empty() || at != time_shown) {
            *time = rfc3339_text(at);
            time_shown = at;
        }
    }
};

JsonRecord::JsonRecord(const LogSource& source) : fields_(std::make_unique<Fields>()) {
    json::object& line = fields_->line;
    line = {{"time", ""},
            {"group", source.process.group},
            {"process", source.process.process},
            {"pid", source.pid},
            {"stream", std::string(name_of(source.stream))},
            {"line", ""}};
    fields_->time = &line.at("time").as_string();
    fields_->text = &line.at("line").as_string();
}

JsonRecord::~JsonRecord() = default;
JsonRecord::JsonRecord(JsonRecord&&) noexcept = default;

void JsonRecord::append_line(std::string& out, WallTime at, std::string_view text, int part, bool is_last) {
    fields_->set_time(at);
    assign_text(*fields_->text, text);
    if (part == 0) {
        append(out, fields_->serializer, fields_->line);
        return;
    }
    json::object line = fields_->line;
    line.emplace("part", part);
    line.emplace("last", is_last);
    append(out, fields_->serializer, line);
}

void JsonRecord::append_mark(std::string& out, WallTime at, std::string_view status) {
    fields_->set_time(at);
    json::object mark = fields_->line;
    mark.erase("line");
    mark.emplace("mark", status.empty() ? "started" : "ended");
    if (!status.empty()) {
        mark.emplace("status", json::string(status.data(), status.size()));
    }
    append(out, fields_->serializer, mark);
}

} // namespace halberd
