#pragma once

#include "ctl/remote.hpp"
#include "sdk/xmlrpc/client.hpp"

#include <optional>
#include <string>

namespace halberd::ctl {

// A Remote over XML-RPC. It connects at the first call. An address that cannot be used is an error of each call, as the
// user may give another one in the shell.
class Connection : public Remote {
 public:
    Connection(std::string url, xmlrpc::ClientOptions options);

    tl::expected<xmlrpc::Value, xmlrpc::CallError> call(std::string_view method, xmlrpc::Array arguments) override;
    bool is_halberd() const override { return client_ && client_->server() == "Halberd"; }
    tl::expected<void, xmlrpc::CallError> follow(std::string_view path, const OnBytes& on_bytes) override;
    std::unique_ptr<Remote> another(int interrupt_fd) const override;
    const std::string& url() const override { return url_; }
    void change_url(std::string url) override;
    void change_user(std::string username, std::string password) override;

 private:
    tl::expected<xmlrpc::Client*, xmlrpc::CallError> client();

    std::string url_;
    xmlrpc::ClientOptions options_;
    std::optional<xmlrpc::Client> client_;
};

} // namespace halberd::ctl
