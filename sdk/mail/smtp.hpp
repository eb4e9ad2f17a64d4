#pragma once

#include "sdk/mail/mailer.hpp"

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace halberd::mail {

struct SmtpOptions {
    // smtp://[USER:PASSWORD@]HOST[:PORT][/NAME-FOR-EHLO], or smtps:// for TLS from the first byte. Ports default to 25
    // and 465.
    std::string url;

    // For AUTH; they go before those of the URL when `user` is not empty.
    std::string user;
    std::string password;

    // The least protection that a connection must have.
    enum class Tls {
        IfOffered, // TLS when the server offers it, whoever signed its certificate, as among mail servers
        Always,    // no mail without TLS, whoever signed
        Trusted,   // no mail without TLS and a certificate that is trusted
    };
    Tls tls = Tls::IfOffered;

    // Whether credentials and smtps:// raise that to Trusted, so that no password travels in clear text or to a
    // stranger.
    bool guards_password = true;

    // File with the certificates to trust; empty for those of the system.
    std::string ca_file;

    // Is told each step, a line each: "* Trying 127.0.0.1:25...", "> MAIL FROM:<a@example.com>", "< 250 OK". What would
    // show a password is left out.
    std::function<void(const std::string& line)> trace = {};

    // Whether the connection stays open for the next message, until hang_up().
    bool keeps_connection = false;

    std::chrono::milliseconds connect_timeout = std::chrono::seconds(10); // until the server has greeted and let us in
    std::chrono::milliseconds timeout = std::chrono::seconds(30);         // for a whole message
};

// Mail through an SMTP server, by libcurl; one connection for each message unless the options say otherwise.
//
// One refused recipient doesn't keep the message from the others.
class Smtp : public Mailer {
 public:
    // The error says what is wrong with the URL.
    static tl::expected<std::unique_ptr<Smtp>, std::string> open(SmtpOptions options);
    ~Smtp() override;

    // Returns "accepted by URL: REPLY", and which recipients were refused.
    tl::expected<std::string, std::string> send(const Message& message) override;
    std::string destination() const override { return shown_url_; }
    void hang_up() override;
    void cancel() override;

 private:
    Smtp(SmtpOptions options, std::string shown_url);
    tl::expected<std::string, std::string> perform(const Message& message);

    SmtpOptions options_;
    std::string shown_url_;      // without user and password
    void* connection_ = nullptr; // of libcurl; null when there is none
    std::atomic<bool> is_cancelled_ = false;
};

} // namespace halberd::mail
