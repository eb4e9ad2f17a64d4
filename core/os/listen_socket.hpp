#pragma once

#include "core/base/error.hpp"
#include "core/base/log.hpp"
#include "core/base/unique_fd.hpp"

#include <sys/socket.h>
#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

namespace halberd {

// A UNIX stream socket in the file system.
struct UnixEndpoint {
    std::string path;
    mode_t mode = 0700;
    std::optional<uid_t> owner_uid; // nothing: left as created
    std::optional<gid_t> owner_gid;
};

// A TCP port on one address, or on all IPv4 ones.
struct InetEndpoint {
    std::string host;       // a name or an address; "" and "*" mean 0.0.0.0, "::" all IPv6 and IPv4 addresses
    std::uint16_t port = 0; // 0: any free one
};

using ListenEndpoint = std::variant<UnixEndpoint, InetEndpoint>;

// "unix:/run/supervisor.sock", "127.0.0.1:9001", "*:9001": for messages.
std::string to_string(const ListenEndpoint& endpoint);

// How a socket listens.
struct ListenOptions {
    bool is_blocking = false;     // for programs that accept() on their own; the daemon's loop needs it non-blocking
    bool replaces_others = false; // a socket file is replaced although another program listens on it
    int backlog = SOMAXCONN;      // connections that may wait for accept(), as far as the system allows so many
};

// A socket that listens; close-on-exec. Removes the file of a UNIX socket when it is destroyed, unless
// another file has taken its place.
class ListenSocket {
 public:
    // Binds and listens. A socket file that nobody listens on is replaced; one with a listener is EADDRINUSE, unless
    // the options say otherwise; another kind of file is EEXIST. Nothing is left behind on failure.
    static Result<ListenSocket> open(const ListenEndpoint& endpoint, Log& log, const ListenOptions& options = {});

    ListenSocket(ListenSocket&& other) noexcept;
    ListenSocket& operator=(ListenSocket&& other) = delete;
    ~ListenSocket();

    int fd() const { return fd_.get(); }

    // The TCP port in use; 0 for a UNIX socket.
    std::uint16_t port() const;

 private:
    explicit ListenSocket(UniqueFd fd) : fd_(std::move(fd)) {}
    static Result<ListenSocket> open_unix(const UnixEndpoint& endpoint, Log& log, const ListenOptions& options);
    static Result<ListenSocket> open_inet(const InetEndpoint& endpoint, const ListenOptions& options);
    void remember_file(std::string path);

    UniqueFd fd_;
    std::string path_; // empty: no file to remove
    dev_t device_ = 0;
    ino_t inode_ = 0;
};

} // namespace halberd
