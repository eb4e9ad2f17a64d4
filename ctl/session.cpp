#include "ctl/session.hpp"

#include "ctl/fault_codes.hpp"

#include <boost/json.hpp>
#include <cerrno>
#include <string>
#include <utility>

namespace halberd::ctl {
namespace {

// Supervisor: rpcinterface.py API_VERSION
constexpr const char* api_version = "3.0";

// A program that reads an "error" needs no label in front of it.
std::string_view without_label(std::string_view text) {
    for (const std::string_view label : {"ERROR: ", "Error: ", "error: "}) {
        if (text.starts_with(label)) {
            return text.substr(label.size());
        }
    }
    return text;
}

} // namespace

tl::expected<xmlrpc::Value, xmlrpc::CallError> Session::call(std::string_view method, xmlrpc::Array arguments) {
    console_.flush();
    return remote_.call("supervisor." + std::string(method), std::move(arguments));
}

tl::expected<xmlrpc::Value, xmlrpc::CallError> Session::call_halberd(std::string_view method, xmlrpc::Array arguments) {
    console_.flush();
    return remote_.call("halberd." + std::string(method), std::move(arguments));
}

tl::expected<bool, xmlrpc::CallError> Session::is_up() {
    const auto version = call("getVersion");
    if (version) {
        const auto theirs = version->value_or(std::string());
        if (theirs != api_version) {
            fail(std::string("Sorry, this version of supervisorctl expects to talk to a server with API version ") +
                     api_version + ", but the remote version is " + theirs + ".",
                 ExitStatus::NotInstalled);
            return false;
        }
        return true;
    }
    if (version.error().is_fault(fault::UnknownMethod)) {
        fail(
            "Sorry, supervisord responded but did not recognize the supervisor namespace commands that supervisorctl "
            "uses to control it.  Please check that the [rpcinterface:supervisor] section is enabled in the "
            "configuration file (see sample.conf).",
            ExitStatus::UnimplementedFeature);
        return false;
    }
    if (version.error().is_connect(ECONNREFUSED)) {
        note_trouble(version.error());
        fail(remote_.url() + " refused connection", ExitStatus::InsufficientPrivileges);
        return false;
    }
    if (version.error().is_connect(ENOENT)) {
        note_trouble(version.error());
        fail(remote_.url() + " no such file", ExitStatus::NotRunning);
        return false;
    }
    return tl::unexpected(version.error());
}

void Session::line(std::string_view text) {
    if (!json_) {
        console_.line(text);
        return;
    }
    json_->said += json_->said.empty() ? "" : "\n";
    json_->said += without_label(text);
}

void Session::fail(std::string_view text, ExitStatus status) {
    line(text);
    exit_status_ = status;
}

void Session::document(std::string_view json) {
    console_.line(json);
    if (json_) {
        json_->has_document = true;
    }
}

void Session::end_answer() {
    if (!json_) {
        return;
    }
    if (!json_->has_document) {
        console_.line(boost::json::serialize(boost::json::object{{"error", json_->said}}));
    } else if (!json_->said.empty()) {
        console_.complain(json_->said);
    }
    json_.reset();
}

} // namespace halberd::ctl
