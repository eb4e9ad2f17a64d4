#pragma once

#include "ctl/console.hpp"
#include "ctl/exit_status.hpp"
#include "ctl/interrupt.hpp"
#include "ctl/remote.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

namespace halberd::ctl {

// How a command ended: an error is one that the command has no words for; whoever ran it reports it.
using Outcome = tl::expected<void, xmlrpc::CallError>;

// One user's dealings with a supervisord: what commands work with, and what they leave.
class Session {
 public:
    Session(Console& console, Remote& remote, const Interrupt& interrupt, bool is_interactive)
        : console_(console), remote_(remote), interrupt_(interrupt), is_interactive_(is_interactive) {}

    Console& console() { return console_; }
    Remote& remote() { return remote_; }
    const Interrupt& interrupt() const { return interrupt_; }

    // Whether a person can be asked.
    bool is_interactive() const { return is_interactive_; }

    // Calls a method of the supervisor namespace by its bare name. All that was said so far is shown before the wait.
    tl::expected<xmlrpc::Value, xmlrpc::CallError> call(std::string_view method, xmlrpc::Array arguments = {});

    // The same for the namespace of what Halberd adds. Another daemon answers UnknownMethod.
    tl::expected<xmlrpc::Value, xmlrpc::CallError> call_halberd(std::string_view method, xmlrpc::Array arguments = {});

    // Whether the server is there and speaks our version of the interface. Says why not, and sets the exit status.
    // Supervisor: supervisorctl.py upcheck().
    tl::expected<bool, xmlrpc::CallError> is_up();

    // The configuration file that -c named or that was found; empty when there is none.
    const std::string& configuration_file() const { return configuration_file_; }
    void set_configuration_file(std::string path) { configuration_file_ = std::move(path); }

    // What supervisorctl was told about the address: "-s", "serverurl= of /etc/supervisord.conf", "the default"; and
    // whether it was told a user name and a password.
    const std::string& server_url_origin() const { return server_url_origin_; }
    void set_server_url_origin(std::string origin) { server_url_origin_ = std::move(origin); }
    bool has_user() const { return has_user_; }
    void set_has_user(bool has_user) { has_user_ = has_user; }

    // The last error that kept a command from reaching supervisord; advice is given on it.
    const std::optional<xmlrpc::CallError>& trouble() const { return trouble_; }
    void note_trouble(xmlrpc::CallError error) { trouble_ = std::move(error); }

    void line(std::string_view text);

    // Says `text` and makes the exit status `status`.
    void fail(std::string_view text, ExitStatus status = ExitStatus::Generic);

    // For --json: until end_answer() the answer is one JSON document, and what line() and fail() say is kept.
    void answer_in_json() { json_.emplace(); }
    void document(std::string_view json);

    // The command has ended. What was kept goes to standard error; when there is no document, it becomes one:
    // {"error": TEXT}.
    void end_answer();

    // The exit status keeps the last one that was set.
    ExitStatus exit_status() const { return exit_status_; }
    void set_exit_status(ExitStatus status) { exit_status_ = status; }

    // The shell ends after the command under way.
    void leave() { has_left_ = true; }
    bool has_left() const { return has_left_; }

 private:
    struct JsonAnswer {
        bool has_document = false;
        std::string said; // lines
    };

    Console& console_;
    Remote& remote_;
    const Interrupt& interrupt_;
    const bool is_interactive_;
    std::string configuration_file_;
    std::string server_url_origin_ = "the default";
    bool has_user_ = false;
    std::optional<xmlrpc::CallError> trouble_;
    std::optional<JsonAnswer> json_; // while a command answers in JSON
    ExitStatus exit_status_ = ExitStatus::Success;
    bool has_left_ = false;
};

} // namespace halberd::ctl
