#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace halberd {

// The fields of a query ("a=1&b=x+y") or of a form sent by POST.
class Form {
 public:
    // Adds the fields of a text in that form; a field that is there already is replaced.
    void add(std::string_view text);

    // The field's value, or nothing when it is missing or empty.
    std::optional<std::string> get(std::string_view name) const;

 private:
    std::map<std::string, std::string, std::less<>> fields_;
};

} // namespace halberd
