#pragma once

#include <string>
#include <string_view>

namespace halberd {

// A password as a configuration has it: plain, "{SHA}" and its SHA-1 in lower-case hexadecimal (Supervisor: http.py
// supervisor_auth_handler), or a hash of crypt(5): "$y$…", "$6$…", "$2b$…".
class StoredPassword {
 public:
    explicit StoredPassword(std::string text);

    // A hash of crypt: it is made to take some 10 to 100 ms, or more.
    bool is_slow() const { return is_slow_; }

    const std::string& text() const { return text_; }

    // Takes the same time wherever a difference is. [any thread]
    bool matches(const std::string& given) const;

 private:
    std::string text_;
    bool is_slow_ = false;
};

// Looks at every byte of `given`, whatever the earlier ones were.
bool equal_in_constant_time(std::string_view given, std::string_view expected);

} // namespace halberd
