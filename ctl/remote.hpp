#pragma once

#include "sdk/xmlrpc/call_error.hpp"
#include "sdk/xmlrpc/value.hpp"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace halberd::ctl {

// The supervisord that commands talk to. Calls block.
class Remote {
 public:
    using OnBytes = std::function<bool(std::string_view)>;

    virtual ~Remote() = default;

    virtual tl::expected<xmlrpc::Value, xmlrpc::CallError> call(std::string_view method, xmlrpc::Array arguments) = 0;

    // Whether the last answer came from a Halberd, which has methods of its own. Behind a proxy it may not tell.
    virtual bool is_halberd() const = 0;

    // GET `path`, for example "/logtail/web/stdout": bytes as they come, until the server or `on_bytes` (by returning
    // false) ends it.
    virtual tl::expected<void, xmlrpc::CallError> follow(std::string_view path, const OnBytes& on_bytes) = 0;

    // Another connection to the same server as the same user, which may be used on another thread. It ends what is
    // under way when `interrupt_fd` becomes readable.
    virtual std::unique_ptr<Remote> another(int interrupt_fd) const = 0;

    // The address, as the user wrote it.
    virtual const std::string& url() const = 0;

    // Talks to another server, or as another user, from the next call on.
    virtual void change_url(std::string url) = 0;
    virtual void change_user(std::string username, std::string password) = 0;
};

} // namespace halberd::ctl
