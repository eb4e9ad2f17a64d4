#include "sdk/supervisor/client.hpp"

#include <utility>

namespace halberd::supervisor {
namespace {

using xmlrpc::CallError;

tl::unexpected<CallError> malformed(const char* what) {
    CallError error;
    error.kind = CallError::Kind::Malformed;
    error.text = what;
    return tl::unexpected(std::move(error));
}

std::optional<std::string> text_of(std::optional<std::string_view> variable) {
    return variable ? std::optional<std::string>(*variable) : std::nullopt;
}

tl::expected<void, CallError> without_value(tl::expected<xmlrpc::Value, CallError> answer) {
    if (!answer) {
        return tl::unexpected(std::move(answer.error()));
    }
    return {};
}

} // namespace

tl::expected<Client, std::string> Client::of(const Host& host, std::optional<std::chrono::milliseconds> timeout) {
    const auto server = host.variable("SUPERVISOR_SERVER_URL");
    if (!server) {
        return tl::unexpected<std::string>(
            "SUPERVISOR_SERVER_URL is not set: supervisord needs a section [unix_http_server] or [inet_http_server], "
            "so "
            "that its listeners can ask it for processes and restart them");
    }
    auto url = xmlrpc::parse_url(*server);
    if (!url) {
        return tl::unexpected("SUPERVISOR_SERVER_URL: " + url.error());
    }
    xmlrpc::ClientOptions options;
    options.timeout = timeout;
    options.username = text_of(host.variable("SUPERVISOR_USERNAME"));
    options.password = text_of(host.variable("SUPERVISOR_PASSWORD"));
    return Client(xmlrpc::Client(std::move(*url), options));
}

tl::expected<xmlrpc::Value, CallError> Client::call(std::string_view method, xmlrpc::Array arguments) {
    return client_.call(method, std::move(arguments));
}

tl::expected<std::vector<ProcessInfo>, CallError> Client::all_processes() {
    const auto answer = client_.call("supervisor.getAllProcessInfo");
    if (!answer) {
        return tl::unexpected(answer.error());
    }
    const auto* infos = answer->get<xmlrpc::Array>();
    if (infos == nullptr) {
        return malformed("getAllProcessInfo answered no array");
    }
    std::vector<ProcessInfo> all;
    for (const xmlrpc::Value& value : *infos) {
        if (auto info = read_process_info(value)) {
            all.push_back(std::move(*info));
        }
    }
    return all;
}

tl::expected<ProcessInfo, CallError> Client::process(const std::string& name) {
    const auto answer = client_.call("supervisor.getProcessInfo", {name});
    if (!answer) {
        return tl::unexpected(answer.error());
    }
    auto info = read_process_info(*answer);
    if (!info) {
        return malformed("getProcessInfo answered no process");
    }
    return std::move(*info);
}

tl::expected<ProcessExit, CallError> Client::exit_of(const std::string& name, std::int64_t pid, std::size_t lines) {
    const auto answer = client_.call("halberd.explainExit", {name, pid, static_cast<std::int64_t>(lines)});
    if (!answer) {
        return tl::unexpected(answer.error());
    }
    auto exit = read_process_exit(*answer);
    if (!exit) {
        return malformed("halberd.explainExit answered no end of a process");
    }
    return std::move(*exit);
}

tl::expected<void, CallError> Client::stop(const std::string& name) {
    return without_value(client_.call("supervisor.stopProcess", {name}));
}

tl::expected<void, CallError> Client::start(const std::string& name) {
    return without_value(client_.call("supervisor.startProcess", {name}));
}

} // namespace halberd::supervisor
