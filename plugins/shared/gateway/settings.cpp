#include "plugins/shared/gateway/settings.hpp"

#include "plugins/shared/alert/own_process_host.hpp"

#include <cerrno>
#include <cstring>
#include <exception>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <utility>

namespace halberd::gateway {
namespace {

std::string variable(const Host& host, const std::string& name) {
    return std::string(host.variable(name).value_or(""));
}

// Empty, or what is wrong.
std::string find_endpoint(const Settings& settings, const Host& host, Endpoint& endpoint) {
    if (!settings.url_file.empty()) {
        auto read = read_endpoint_file(settings.url_file);
        if (!read) {
            return read.error();
        }
        endpoint = std::move(*read);
        if (settings.signing == Signing::None && !endpoint.secret.empty()) {
            return "the URL file " + settings.url_file +
                   " has a line secret=…, and nothing is signed with it: that is for DingTalk and Feishu";
        }
    }
    if (endpoint.secret.empty()) {
        endpoint.secret = variable(host, settings.secret_variable);
    }
    if (endpoint.key.empty()) {
        endpoint.key = variable(host, settings.key_variable);
    }
    for (const std::string& url :
         {settings.url, endpoint.url, variable(host, settings.url_variable), settings.default_url}) {
        if (!url.empty()) {
            endpoint.url = url;
            break;
        }
    }
    if (endpoint.url.empty()) {
        return "nothing says where to: set " + settings.url_variable +
               " in the environment, or name a file with the URL";
    }
    if (settings.needs_key && endpoint.key.empty()) {
        return "the key is missing: set " + settings.key_variable +
               " in the environment, or write a line key=… into the file with the URL";
    }
    return find_fault(endpoint);
}

// Curl's own variables, of the listener and not of the daemon that it may run in.
std::string proxy_for(const std::string& url, const Host& host) {
    return url.starts_with("https:") ? variable(host, "https_proxy") : variable(host, "http_proxy");
}

bool is_object(const std::string& valid_json) {
    const std::size_t first = valid_json.find_first_not_of(" \t\r\n");
    return first != std::string::npos && valid_json[first] == '{';
}

} // namespace

tl::expected<std::string, std::string> read_template(const std::string& option) {
    if (!option.starts_with('@')) {
        return option;
    }
    const std::string path = option.substr(1);
    std::ifstream file(path);
    if (!file.is_open()) {
        return tl::unexpected("the template " + path + " can't be read: " + std::strerror(errno));
    }
    return std::string(std::istreambuf_iterator<char>(file), {});
}

std::unique_ptr<HttpGateway> open_gateway(const std::string& plugin, const Settings& settings, const Fields& known,
                                          const Host& host, std::function<void(const std::string&)> trace) {
    Endpoint endpoint;
    if (const std::string fault = find_endpoint(settings, host, endpoint); !fault.empty()) {
        throw std::runtime_error(plugin + ": " + fault);
    }
    auto body = BodyTemplate::read(settings.form, settings.body, known);
    if (!body) {
        throw std::runtime_error(plugin + ": the template can't be used: " + body.error());
    }
    if (settings.signing == Signing::Feishu && !endpoint.secret.empty() && !is_object(settings.body)) {
        throw std::runtime_error(plugin + ": the template can't be used: only a JSON object can be signed");
    }
    GatewayOptions options{std::move(endpoint), std::move(*body), settings.error_member, {}, {}, {}, std::move(trace)};
    options.signing = settings.signing;
    options.proxy = proxy_for(options.endpoint.url, host);
    options.no_proxy = variable(host, "no_proxy");
    options.ca_file = variable(host, "SSL_CERT_FILE");
    return std::make_unique<HttpGateway>(std::move(options));
}

Exit test_gateway(const std::string& plugin, const Settings& settings, const Fields& fields,
                  const mail::Message& message) {
    Exit end;
    try {
        const auto gateway = open_gateway(plugin, settings, fields, alert::own_process_host(),
                                          [&](const std::string& line) { end.out += "  " + line + "\n"; });
        mail::Message stamped = message;
        stamped.stamp = mail::new_message_stamp();
        stamped.body = pack(fields);
        const auto sent = gateway->send(stamped);
        end.out = "A test message to " + message.to.front() + " by " + gateway->destination() + "\n" + end.out;
        if (sent) {
            end.out += "It was " + *sent + "\n";
        } else {
            end.status = 1;
            end.err = plugin + ": the test message was not sent: " + sent.error() + "\n";
        }
    } catch (const std::exception& e) {
        end = {1, "", std::string(e.what()) + "\n"};
    }
    return end;
}

} // namespace halberd::gateway
