#pragma once

#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace halberd::ctl {

// How supervisorctl was started: the command line, then the [supervisorctl] section, then the defaults.
struct Options {
    bool is_interactive = false; // -i, or no action
    std::string prompt = "supervisor";
    std::string server_url = "http://localhost:9001";
    std::string server_url_origin = "the default, as nothing else was said"; // who has said so
    std::optional<std::string> username;
    std::optional<std::string> password;
    std::string history_file; // empty: none
    std::string ca;           // for https, as in xmlrpc::ClientOptions
    std::string certificate;
    std::string key;
    std::vector<std::string> action;
    std::string configuration_file; // that the section was read from; empty when there is none
};

// The program ends before it began: help was asked for, or the options or the configuration are wrong.
struct EarlyEnd {
    int exit_status = 0;
    std::string text; // for standard output when exit_status is 0, else for standard error
};

// Reads the command line and the configuration file that -c names, or the first that is found on the search path; none
// is needed. For `lint` and `doctor`, which are to say what is wrong with the file, an unusable one is as good as none.
// Supervisor: options.py ClientOptions.
tl::expected<Options, EarlyEnd> read_options(int argc, char** argv);

} // namespace halberd::ctl
