#pragma once

#include "plugins/shared/gateway/body_template.hpp"
#include "plugins/shared/gateway/endpoint.hpp"
#include "plugins/shared/gateway/signature.hpp"
#include "sdk/mail/mailer.hpp"

#include <atomic>
#include <chrono>
#include <functional>
#include <string>

namespace halberd::gateway {

struct GatewayOptions {
    Endpoint endpoint;
    BodyTemplate body;
    std::string error_member; // as judge() has it
    std::string proxy;        // empty: none
    std::string no_proxy;     // hosts that need none, as curl has it
    std::string ca_file;      // with the certificates to trust; empty for those of the system

    // Is told each step, a line each, without secrets.
    std::function<void(const std::string& line)> trace = {};

    std::chrono::milliseconds connect_timeout = std::chrono::seconds(10);
    std::chrono::milliseconds timeout = std::chrono::seconds(30);

    Signing signing = Signing::None; // when the endpoint has a secret
};

// Posts notices by libcurl. A message's body is what pack() has made, and is filled into the template only when it
// leaves: no secret of the endpoint is ever in a message. {to}, {from} and {id} are those of the message. The header
// Idempotency-Key has its id, which stays the same when it is sent again. Redirects are not followed.
class HttpGateway : public mail::Mailer {
 public:
    // `options.endpoint` has no fault.
    explicit HttpGateway(GatewayOptions options);
    ~HttpGateway() override;

    // Returns "accepted by https://HOST: status 200".
    tl::expected<std::string, std::string> send(const mail::Message& message) override;
    tl::expected<std::string, mail::Failure> attempt(const mail::Message& message) override;
    std::string destination() const override { return shown_; }
    void hang_up() override;
    void cancel() override { is_cancelled_ = true; }

 private:
    Request request_for(const mail::Message& message) const;

    GatewayOptions options_;
    std::string shown_;
    void* connection_ = nullptr; // of libcurl; null when there is none
    std::atomic<bool> is_cancelled_ = false;
};

} // namespace halberd::gateway
