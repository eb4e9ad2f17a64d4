#pragma once

#include <halberd/plugin.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace halberd::options {

// What the arguments of a plugin say, read by the rules of Python's getopt, which superlance uses: options end at the
// first word, long ones may be abbreviated as long as one alone begins so, short ones may stand together.
class CommandLine {
 public:
    // Whether the option was given; `name` is that of the table, "program".
    bool has(std::string_view name) const { return value(name).has_value(); }

    // The value of the option, the last one when it was given several times; "" for one that takes none.
    std::optional<std::string> value(std::string_view name) const;

    // All values of the option in their order.
    std::vector<std::string> values(std::string_view name) const;

    // What follows the options.
    const std::vector<std::string>& words() const { return words_; }

 private:
    friend class Usage;

    std::vector<std::pair<std::string, std::string>> given_;
    std::vector<std::string> words_;
};

// A plugin's usage text, and how it reads its arguments and ends its program, in superlance's manner. A constant of the
// plugin:
//
//   constexpr options::Usage usage("greeter", "Usage: greeter [-g WORD]\n\nGreets every process.\n\n",
//   greeter_options);
class Usage {
 public:
    // `head` is what stands before the options. All three outlive this object.
    constexpr Usage(const char* program, const char* head, OptionTable table)
        : program_(program), head_(head), table_(table) {}

    // The whole text.
    std::string text() const;

    // Reads the arguments after the program's name. What comes instead is how the program ends: help() after -h, and
    // error() for what the table does not know.
    tl::expected<CommandLine, Exit> read(const std::vector<std::string>& arguments) const;

    // The usage on stdout, status 0.
    Exit help() const;

    // The usage on stdout, "PROGRAM: REASON" on stderr, status 255.
    Exit error(const std::string& reason) const;

    // What a constructor that was given such arguments throws: inside the daemon there is no program to end, and the
    // text of the exception is what the user reads.
    std::string reason_not_to_start(const Exit& end) const;

 private:
    const char* program_;
    const char* head_;
    OptionTable table_;
};

} // namespace halberd::options
