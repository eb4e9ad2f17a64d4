#include "ctl/diagnosis.hpp"

#include "core/config/config_environment.hpp"
#include "core/events/event_types.hpp"
#include "ctl/file_facts.hpp"
#include "sdk/xmlrpc/url.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace halberd::ctl {
namespace {

using xmlrpc::CallError;
using xmlrpc::Url;

constexpr int unauthorized = 401;

// What is looked at in turn; each step adds facts and advice.
class Doctor {
 public:
    Doctor(Session& session, const std::optional<CallError>& error) : session_(session), error_(error) {}

    Diagnosis examine() {
        look_at_configuration();
        look_at_daemon();
        look_at_address();
        conclude();
        return std::move(made_);
    }

 private:
    void fact(std::string subject, std::string text) { made_.facts.emplace_back(std::move(subject), std::move(text)); }
    void advise(std::string text) { made_.advice.push_back(std::move(text)); }

    void look_at_configuration() {
        file_ = session_.configuration_file();
        if (file_.empty()) {
            fact("configuration", "no file was named by -c, and none was found where supervisorctl looks");
            return;
        }
        const auto event_names = event_type_names();
        Diagnostics diagnostics;
        const Configuration read =
            read_configuration(file_, present_environment({event_names.begin(), event_names.end()}), {}, diagnostics);
        has_options_ = !diagnostics.has_errors();
        options_ = read.server;
        fact("configuration",
             file_ + (has_options_ ? "" : " has errors (supervisorctl lint " + file_ + " names them)"));
    }

    // The supervisord of the configuration, by its pid file.
    void look_at_daemon() {
        if (!has_options_) {
            return;
        }
        daemon_ = pid_in_file(options_.pidfile);
        if (!daemon_) {
            fact("supervisord",
                 options_.pidfile + " does not name a process: it does not run, or has another pidfile=");
            return;
        }
        const std::string owner = owner_of_process(*daemon_);
        is_alive_ = !owner.empty();
        fact("supervisord", fmt::format("pid {} of {} {}", *daemon_, options_.pidfile,
                                        is_alive_ ? "is alive, and runs as " + owner : "is gone"));
    }

    void look_at_address() {
        fact("address", session_.remote().url() + " (" + session_.server_url_origin() + ")");
        if (auto url = xmlrpc::parse_url(session_.remote().url())) {
            url_ = *std::move(url);
        }
        if (url_ && url_->transport == Url::Transport::Unix) {
            fact("socket", describe_file(url_->socket_path));
        }
        fact("you are", name_of_user(::geteuid()));
        fact("answer", error_ ? error_->message() : "supervisord answers");
    }

    void conclude() {
        if (!error_) {
            return;
        }
        if (error_->is_http(unauthorized)) {
            advise_on_password();
        } else if (error_->is_connect(EACCES)) {
            advise_on_permission();
        } else if (error_->is_connect(ENOENT) || error_->is_connect(ECONNREFUSED)) {
            if (!advise_on_other_address()) {
                advise_on_missing_daemon();
            }
        } else if (error_->kind == CallError::Kind::Connect) {
            advise("Check the address: -s http://HOST:PORT, or -s unix:///PATH, or serverurl= of [supervisorctl].");
        } else if (error_->kind == CallError::Kind::Http || error_->kind == CallError::Kind::Malformed) {
            advise("Something answers at this address that is no supervisord, or a proxy in front of it.");
        }
    }

    void advise_on_password() {
        advise(session_.has_user()
                   ? "The server does not take this user name with this password. They are username= and password= of "
                     "[unix_http_server] or [inet_http_server] in the configuration of supervisord."
                   : "The server wants a user name and a password: those of [unix_http_server] or [inet_http_server].");
        advise("Set username= and password= in [supervisorctl]" + (file_.empty() ? "" : " of " + file_) +
               ", or type: supervisorctl -u USER -p PASSWORD status");
    }

    void advise_on_permission() {
        const std::string& path = url_ ? url_->socket_path : std::string();
        const std::string folder = closed_folder_above(path);
        advise(folder.empty()
                   ? "The socket does not belong to you, and its mode keeps you out. Type: sudo supervisorctl ..."
                   : "You may not enter " + folder + ", in which the socket is. Type: sudo supervisorctl ...");
        advise("Or let a group in: chmod=0770 and chown=root:GROUP in [unix_http_server], then restart supervisord.");
    }

    // The configuration lets supervisord listen elsewhere. Whether there was something to say.
    bool advise_on_other_address() {
        if (!has_options_ || !url_) {
            return false;
        }
        if (options_.unix_servers.empty() && options_.inet_servers.empty()) {
            advise(file_ +
                   " has neither [unix_http_server] nor [inet_http_server]: supervisord listens nowhere. Add one.");
            return true;
        }
        const auto listens_here = [&] {
            return url_->transport == Url::Transport::Unix
                       ? std::any_of(options_.unix_servers.begin(), options_.unix_servers.end(),
                                     [&](const auto& server) { return server.path == url_->socket_path; })
                       : std::any_of(options_.inet_servers.begin(), options_.inet_servers.end(),
                                     [&](const auto& server) { return server.port == url_->port; });
        };
        if (listens_here()) {
            return false;
        }
        const std::string real = options_.server_url();
        advise("By " + file_ + " supervisord listens at " + real +
               ", and supervisorctl looks elsewhere. Type: supervisorctl -s " + real + " status");
        advise("For good: serverurl=" + real + " in [supervisorctl].");
        return true;
    }

    void advise_on_missing_daemon() {
        if (is_alive_) {
            advise(
                fmt::format("supervisord runs (pid {}) and does not listen there: somebody has removed or replaced the "
                            "socket, as cleaners of /tmp do, or it is still starting. Look at its log, {}.",
                            *daemon_, options_.logfile));
            advise("Restarting supervisord makes the socket anew; put it where nobody cleans up, such as /run.");
            return;
        }
        if (file_.empty()) {
            advise("Name the configuration of supervisord: supervisorctl -c FILE ..., or its address: -s unix:///PATH");
            return;
        }
        advise("No supervisord runs with this configuration. Start it: supervisord -c " + file_);
        if (has_options_) {
            advise("Where it does not stay up, its log says why: " + options_.logfile);
        }
    }

    Session& session_;
    const std::optional<CallError>& error_;
    Diagnosis made_;
    std::string file_;
    ServerOptions options_;
    bool has_options_ = false; // the file could be read
    std::optional<pid_t> daemon_;
    bool is_alive_ = false;
    std::optional<Url> url_;
};

} // namespace

Diagnosis diagnose(Session& session, const std::optional<CallError>& error) {
    return Doctor(session, error).examine();
}

std::string diagnosis_text(const Diagnosis& diagnosis) {
    std::string text;
    for (const auto& [subject, fact] : diagnosis.facts) {
        text += fmt::format("{:<15} {}\n", subject + ":", fact);
    }
    for (const std::string& sentence : diagnosis.advice) {
        text += "-> " + sentence + "\n";
    }
    return text;
}

} // namespace halberd::ctl
