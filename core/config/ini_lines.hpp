#pragma once

#include <cstddef>
#include <string_view>

namespace halberd {

// One line of an INI file as Python's RawConfigParser sees it. The views live as long as the text of the file.
struct IniLine {
    int number = 0;           // from 1
    std::string_view raw;     // without its line end
    std::string_view text;    // without comment and outer white space; empty for a blank or comment line
    int indent = 0;           // characters of white space before the first other one
    bool has_comment = false; // a blank line is blank only without one
    std::string_view comment; // an inline comment, from its ';' or '#' on; empty when the whole line is one

    // The column of `part`, which lies in raw, in characters from 1.
    int column_of(std::string_view part) const;
};

// Takes the first line, with its end, away from `rest` and returns it without the end: LF, CR LF and CR end a line
// (universal newlines). There is none in an empty text. The bytes need not be UTF-8.
std::string_view take_line(std::string_view& rest);

// Reads a text line by line, as take_line() cuts it; " ;" and " #" start a comment by Python's rule. That rule looks
// for both characters in parallel rounds, and the first round with a hit decides: in "p;q ;c #d" the '#' is found in
// round one, the ';' after a blank in round two, so the comment is "#d".
class IniLines {
 public:
    explicit IniLines(std::string_view text) : rest_(text) {}

    // Reads the next line into `line`; false at the end of the text.
    bool next(IniLine& line);

    // Goes past the next line when it is, at first sight, a key and a value, as most lines are: it begins with a
    // letter, and a '=' or ':' comes before anything that a closer look is needed for. False when it is another one, or
    // none.
    bool skip_key_and_value();

 private:
    std::string_view rest_;
    int number_ = 0;
};

} // namespace halberd
