#include "ctl/options.hpp"

#include "core/config/config_environment.hpp"
#include "core/config/diagnostic_places.hpp"
#include "core/config/expand.hpp"
#include "core/config/foreign_plugins.hpp"
#include "core/config/ini_source.hpp"
#include "core/config/search_path.hpp"
#include "core/config/section_reader.hpp"
#include "ctl/arguments.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <string_view>
#include <utility>

namespace halberd::ctl {
namespace {

constexpr int usage_error = 2;
constexpr std::string_view unix_scheme = "unix://";

constexpr std::string_view help_text =
    R"(supervisorctl -- look at and control the programs that supervisord runs.

Usage: %s [options] [action [arguments]]

Options:
-c/--configuration FILENAME -- configuration file (searched for if not given)
-h/--help -- show this text and exit
-i/--interactive -- behave as in the shell: ask before reload and shutdown
-s/--serverurl URL -- address of supervisord, http://HOST:PORT,
     https://HOST:PORT or unix:///SOCKET (default "http://localhost:9001")
-u/--username USERNAME -- user name for the server
-p/--password PASSWORD -- password for the server
-r/--history_file FILENAME -- where the shell keeps its history

action [arguments] -- see below

An action is a command such as "status" or "tail -f web"; the action "help"
lists them. Without an action, a shell reads actions from the terminal.
)";

// ~ is the home folder, the result is absolute. Supervisor: options.py normalize_path().
std::string absolute_path(std::string_view path) {
    namespace fs = std::filesystem;
    std::string text(path);
    const char* home = std::getenv("HOME");
    if (home != nullptr && (text == "~" || text.starts_with("~/"))) {
        text.replace(0, 1, home);
    }
    std::error_code ec;
    return fs::absolute(text, ec).lexically_normal().string();
}

Expansions environment_expansions() {
    Expansions names;
    add_environment(names, present_variables());
    return names;
}

// The values of the [supervisorctl] section, expanded.
class Settings {
 public:
    explicit Settings(const std::string& path) : names_(environment_expansions()) {
        names_["here"] = std::filesystem::path(absolute_path(path)).parent_path().string();
    }

    // Fails with a message for the user.
    tl::expected<void, std::string> read(const std::string& path) {
        if (::access(path.c_str(), F_OK) != 0) {
            return tl::unexpected("could not find config file " + path);
        }
        if (::access(path.c_str(), R_OK) != 0) {
            return tl::unexpected("could not read config file " + path + ": " + errno_text(errno));
        }
        Diagnostics diagnostics;
        // A file may have thousands of programs, which are the daemon's business.
        const auto is_ours = [](std::string_view section) {
            return section == "supervisorctl" || section.starts_with("ctlplugin:");
        };
        if (read_ini_sections(path, is_ours, document_, diagnostics)) {
            check_ctl_plugins(document_, Diagnostic::Severity::Error, diagnostics);
        }
        if (diagnostics.has_errors()) {
            complete_places(document_, diagnostics);
            return tl::unexpected(diagnostics.error_report());
        }
        section_ = document_.find("supervisorctl");
        if (section_ == nullptr) {
            return tl::unexpected<std::string>(".ini file does not include supervisorctl section");
        }
        return {};
    }

    // The value of `key`, or nothing when it is not set.
    tl::expected<std::optional<std::string>, std::string> value(std::string_view key) const {
        const IniEntry* entry = section_->find(key);
        if (entry == nullptr) {
            entry = document_.defaults().find(key);
        }
        if (entry == nullptr) {
            return std::nullopt;
        }
        return expand(entry->value, names_)
            .map([](const std::string& text) { return std::optional(text); })
            .map_error([&](const BadValue& bad) {
                return Diagnostic{Diagnostic::Severity::Error, entry->place_of(bad.offset),
                                  "[supervisorctl] " + std::string(key) + ": " + bad.reason, bad.hint}
                    .text();
            });
    }

 private:
    Expansions names_;
    IniDocument document_;
    const IniSection* section_ = nullptr;
};

// Fills what the file sets; the command line comes after it.
tl::expected<void, std::string> apply_settings(const std::string& path, Options& options) {
    Settings settings(path);
    if (auto read = settings.read(path); !read) {
        return read;
    }
    if (settings.value("serverurl").value_or(std::nullopt)) {
        options.server_url_origin = "serverurl= of " + path;
    }
    const auto set = [&](std::string_view key, auto& option) -> tl::expected<void, std::string> {
        return settings.value(key).map([&](const std::optional<std::string>& value) {
            if (value) {
                option = *value;
            }
        });
    };
    auto done = set("serverurl", options.server_url)
                    .and_then([&] { return set("prompt", options.prompt); })
                    .and_then([&] { return set("username", options.username); })
                    .and_then([&] { return set("password", options.password); })
                    .and_then([&] { return set("history_file", options.history_file); })
                    .and_then([&] { return set("ca", options.ca); })
                    .and_then([&] { return set("certificate", options.certificate); })
                    .and_then([&] { return set("key", options.key); });
    for (std::string* file : {&options.ca, &options.certificate, &options.key}) {
        if (!file->empty()) {
            *file = absolute_path(*file);
        }
    }
    if (options.server_url.starts_with(unix_scheme)) {
        options.server_url.replace(unix_scheme.size(), std::string::npos,
                                   absolute_path(options.server_url.substr(unix_scheme.size())));
    }
    return done;
}

// The file that -c names, else the first that exists on the search path; empty when there is none.
std::string configuration_path(const Arguments& arguments, const std::string& program) {
    if (arguments.configuration) {
        return *arguments.configuration;
    }
    for (const std::string& path : configuration_search_path(program)) {
        if (::access(path.c_str(), F_OK) == 0) {
            return path;
        }
    }
    return {};
}

// Supervisor: datatypes.py url()
bool looks_like_url(std::string_view text) {
    const auto colon = text.find(':');
    return colon != std::string_view::npos && colon > 0 && colon + 1 < text.size();
}

// `given`, when it was given, instead of `option`.
template <class Option>
void replace_if_given(std::optional<std::string>& given, Option& option) {
    if (given) {
        option = std::move(*given);
    }
}

void apply_arguments(Arguments arguments, Options& options) {
    if (arguments.server_url) {
        options.server_url_origin = "given by -s";
    }
    replace_if_given(arguments.server_url, options.server_url);
    replace_if_given(arguments.username, options.username);
    replace_if_given(arguments.password, options.password);
    replace_if_given(arguments.history_file, options.history_file);
    if (!options.history_file.empty()) {
        options.history_file = absolute_path(options.history_file);
    }
    options.is_interactive = arguments.is_interactive || arguments.action.empty();
    options.action = std::move(arguments.action);
}

} // namespace

tl::expected<Options, EarlyEnd> read_options(int argc, char** argv) {
    const std::string program = argv[0];
    const auto wrong = [&](const std::string& what) {
        return tl::unexpected(EarlyEnd{usage_error, "Error: " + what + "\nFor help, use " + program + " -h\n"});
    };
    auto arguments = parse_arguments(argc, argv);
    if (!arguments) {
        return wrong(arguments.error());
    }
    if (arguments->wants_help) {
        std::string text(help_text);
        text.replace(text.find("%s"), 2, program);
        return tl::unexpected(EarlyEnd{0, text});
    }
    if (arguments->server_url && !looks_like_url(*arguments->server_url)) {
        const std::string& url = *arguments->server_url;
        return wrong("invalid value for -s '" + url + "': value '" + url + "' is not a URL");
    }
    Options options;
    options.configuration_file = configuration_path(*arguments, program);
    if (!options.configuration_file.empty()) {
        const std::string verb = arguments->action.empty() ? std::string() : arguments->action.front();
        const bool is_about_the_file = verb == "lint" || verb == "doctor";
        if (auto applied = apply_settings(options.configuration_file, options); !applied && !is_about_the_file) {
            return wrong(applied.error());
        }
    }
    apply_arguments(std::move(*arguments), options);
    return options;
}

} // namespace halberd::ctl
