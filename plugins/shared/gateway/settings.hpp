#pragma once

#include "plugins/shared/gateway/http_gateway.hpp"

#include <chrono>
#include <halberd/host.hpp>
#include <halberd/plugin.hpp>
#include <memory>
#include <optional>
#include <string>

namespace halberd::gateway {

// What the options of a plugin say of a gateway.
struct Settings {
    std::string url;
    std::string url_file;
    std::string url_variable;                               // of the environment: "HALBERD_WEBHOOK_URL"
    std::string key_variable = "HALBERD_WEBHOOK_KEY";       // for {key}
    std::string secret_variable = "HALBERD_WEBHOOK_SECRET"; // for signing
    std::string default_url;                                // when no other is given
    BodyTemplate::Form form = BodyTemplate::Form::Json;
    std::string body;
    std::string error_member; // as judge() has it
    bool needs_key = false;
    Signing signing = Signing::None; // when there is a secret

    std::string outbox;                         // a folder, or "none"; empty: that of the environment, or the default
    std::optional<std::chrono::seconds> expire; // 24 h
};

// The text of a template option: TEXT, or what is in the file of @FILE.
tl::expected<std::string, std::string> read_template(const std::string& option);

// The gateway of the settings and the environment: the URL is that of the options, else of the file, else of the
// variable. Throws std::runtime_error with a text for the user when there is none, or the body has a fault; it shows no
// secret.
std::unique_ptr<HttpGateway> open_gateway(const std::string& plugin, const Settings& settings, const Fields& known,
                                          const Host& host, std::function<void(const std::string&)> trace = {});

// What --test does: sends one notice by the settings and the environment of this process, not by an outbox, and tells
// each step. Status 0 when it was accepted, else 1.
Exit test_gateway(const std::string& plugin, const Settings& settings, const Fields& fields,
                  const mail::Message& message);

} // namespace halberd::gateway
