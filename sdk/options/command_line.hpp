#pragma once

#include <halberd/plugin.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace halberd::options {

// Which of Python's parsers a command line is read like, and how an error ends the program.
enum class Manner {
    Getopt,   // options end at the first word; an error prints the usage on stdout and is status 255
    Optparse, // words may stand among the options; an error prints one line of usage on stderr and is status 2
};

// What the arguments of a plugin say, read by the rules of Python's getopt or optparse, which superlance uses: long
// options may be abbreviated, short ones may stand together. An abbreviation of several options means the only one of
// them that has a letter: an option that we add to those of superlance takes no abbreviation away from them.
class CommandLine {
 public:
    // An option as it was given.
    struct Given {
        std::string name;     // that of the table: "program"
        std::string value;    // "" for one that takes none
        std::string spelling; // how getopt reports it: "-p" or "--program"
    };

    // Whether the option was given; `name` is that of the table, "program".
    bool has(std::string_view name) const { return value(name).has_value(); }

    // The value of the option, the last one when it was given several times; "" for one that takes none.
    std::optional<std::string> value(std::string_view name) const;

    // All values of the option in their order.
    std::vector<std::string> values(std::string_view name) const;

    // All options in the order in which they were given.
    const std::vector<Given>& given() const { return given_; }

    // What is no option.
    const std::vector<std::string>& words() const { return words_; }

 private:
    friend class Usage;

    std::vector<Given> given_;
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
    constexpr Usage(const char* program, const char* head, OptionTable table, Manner manner = Manner::Getopt)
        : program_(program), head_(head), table_(table), manner_(manner) {}

    // The whole text.
    std::string text() const;

    // Reads the arguments after the program's name. What comes instead is how the program ends: help() after -h, and
    // error() for what the table does not know.
    tl::expected<CommandLine, Exit> read(const std::vector<std::string>& arguments) const;

    // The usage on stdout, status 0.
    Exit help() const;

    // The usage on stdout, "PROGRAM: REASON" on stderr, status 255; in optparse's manner "Usage: PROGRAM [options]" and
    // "PROGRAM: error: REASON" on stderr, status 2.
    Exit error(const std::string& reason) const;

    // What a constructor that was given such arguments throws: inside the daemon there is no program to end, and the
    // text of the exception is what the user reads.
    std::string reason_not_to_start(const Exit& end) const;

    // What was read of the arguments, for a plugin's constructor; throws std::invalid_argument with that text instead.
    template <class T>
    T value_or_throw(tl::expected<T, Exit> read) const {
        if (!read) {
            throw std::invalid_argument(reason_not_to_start(read.error()));
        }
        return std::move(*read);
    }

 private:
    std::string one_line_usage() const;

    const char* program_;
    const char* head_;
    OptionTable table_;
    Manner manner_;
};

// How the program ends that was given such arguments, for a plugin's command_line(); nothing when it does not.
template <class T>
std::optional<Exit> exit_of(tl::expected<T, Exit> read) {
    return read ? std::nullopt : std::optional(std::move(read.error()));
}

} // namespace halberd::options
