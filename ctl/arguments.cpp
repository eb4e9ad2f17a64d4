#include "ctl/arguments.hpp"

#include <getopt.h>

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace halberd::ctl {
namespace {

// "+": stop at the first word that is no option; ":": tell a missing argument from an unknown option.
constexpr const char* short_options = "+:c:his:u:p:r:";

constexpr std::array long_options{
    option{"configuration", required_argument, nullptr, 'c'},
    option{"help", no_argument, nullptr, 'h'},
    option{"interactive", no_argument, nullptr, 'i'},
    option{"serverurl", required_argument, nullptr, 's'},
    option{"username", required_argument, nullptr, 'u'},
    option{"password", required_argument, nullptr, 'p'},
    option{"history_file", required_argument, nullptr, 'r'},
    option{"history-file", required_argument, nullptr, 'r'},
    option{nullptr, 0, nullptr, 0},
};

// The option in `word` that getopt has just refused: "-x", or "--name" without a value.
std::string refused_option(std::string_view word) {
    return word.starts_with("--") ? std::string(word.substr(0, word.find('=')))
                                  : std::string("-") + static_cast<char>(optopt);
}

std::string why_refused(std::string_view word) {
    const std::string option = "option " + refused_option(word);
    // A long option that is known and yet refused was given a value that it does not take.
    const bool is_known = word.starts_with("--") && optopt != 0;
    return option + (is_known ? " must not have an argument" : " not recognized");
}

// "-c", or "--configuration" when `word` is a long option or an abbreviation of one.
std::string given_as(std::string_view word, int short_name) {
    const bool is_long = word.starts_with("--");
    for (const option& one : long_options) {
        if (is_long && one.val == short_name) {
            return std::string("--") + one.name;
        }
    }
    return std::string("-") + static_cast<char>(short_name);
}

std::optional<std::string>* value_of(Arguments& arguments, int option) {
    switch (option) {
        case 'c':
            return &arguments.configuration;
        case 's':
            return &arguments.server_url;
        case 'u':
            return &arguments.username;
        case 'p':
            return &arguments.password;
        case 'r':
            return &arguments.history_file;
        default:
            return nullptr;
    }
}

} // namespace

tl::expected<Arguments, std::string> parse_arguments(int argc, char** argv) {
    Arguments arguments;
    std::optional<std::string> conflict; // the first one; an option that is refused is told first
    const auto note_conflict = [&](std::string_view word, int option) {
        if (!conflict && !arguments.wants_help) { // Supervisor ends at the help
            conflict = "conflicting command line option '" + given_as(word, option) + "'";
        }
    };
    opterr = 0;
    optind = 0; // glibc: begin anew
    while (true) {
        const std::string_view word = optind < argc ? argv[optind == 0 ? 1 : optind] : "";
        const int option = ::getopt_long(argc, argv, short_options, long_options.data(), nullptr);
        if (option == -1) {
            break;
        }
        if (option == 'h' || (option == '?' && optopt == '?')) {
            arguments.wants_help = true;
        } else if (option == 'i') {
            if (arguments.is_interactive) {
                note_conflict(word, option);
            }
            arguments.is_interactive = true;
        } else if (option == ':') {
            return tl::unexpected("option " + refused_option(word) + " requires argument");
        } else if (std::optional<std::string>* value = value_of(arguments, option); value == nullptr) {
            return tl::unexpected(why_refused(word));
        } else if (value->has_value()) {
            note_conflict(word, option);
        } else {
            *value = optarg;
        }
    }
    if (conflict) {
        return tl::unexpected(std::move(*conflict));
    }
    arguments.action.assign(argv + optind, argv + argc);
    return arguments;
}

} // namespace halberd::ctl
