#pragma once

#include "core/config/bad_value.hpp"

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace halberd {

// What a name stands for; a number only for process_num and numprocs.
using Expansion = std::variant<std::string, long>;

// The names that %(name)s and %(name)02d may use.
using Expansions = std::map<std::string, Expansion, std::less<>>;

// Which part of a text each part of its expansion came from.
class ExpansionPlaces {
 public:
    // What the expansion holds from `expanded` on, up to the next such call, is the text from `written` on, as it
    // stands or, when it `is_inserted`, in place of the format there.
    void add(std::size_t expanded, std::size_t written, bool is_inserted);

    // Where in the text the byte `expanded` of the expansion stands; for an inserted value where its '%' stands.
    std::size_t written(std::size_t expanded) const;

 private:
    struct Part {
        std::size_t expanded;
        std::size_t written;
        bool is_inserted;
    };
    std::vector<Part> parts_;
};

// Replaces %(name)s, %(name)d with width and zero flag, and %% in `text` as Python's % operator does. Beyond that,
// %(ENV_X:-text)s is `text`, itself expanded, where ENV_X is unknown or empty. The error says which name is unknown or
// which format is malformed, and where in `text` it stands. `places`, when given, is told where everything was.
Parsed<std::string> expand(std::string_view text, const Expansions& names, ExpansionPlaces* places = nullptr);

} // namespace halberd
