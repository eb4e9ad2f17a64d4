#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

namespace halberd::testing {

// Just enough JSON for a test program to print what it has read: each function returns the text of one value.

inline std::string json(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (static_cast<unsigned char>(c) < 0x20) {
            out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        } else {
            out += c;
        }
    }
    return out + '"';
}

inline std::string json(long long number) {
    return std::to_string(number);
}

inline std::string json_boolean(bool value) {
    return value ? "true" : "false";
}

inline std::string json_array(const std::vector<std::string>& values) {
    std::string out;
    for (const std::string& value : values) {
        out += (out.empty() ? "" : ",") + value;
    }
    return "[" + out + "]";
}

// Builds {"name": value, …}; the values are the texts of JSON values.
class JsonObject {
 public:
    JsonObject& add(std::string_view name, const std::string& value) {
        members_ += (members_.empty() ? "" : ",") + json(name) + ":" + value;
        return *this;
    }
    std::string text() const { return "{" + members_ + "}"; }

 private:
    std::string members_;
};

} // namespace halberd::testing
