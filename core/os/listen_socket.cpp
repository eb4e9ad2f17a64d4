#include "core/os/listen_socket.hpp"

#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <utility>

namespace halberd {
namespace {

constexpr const char* step = "listen on";

std::string unix_detail(const UnixEndpoint& endpoint) {
    return to_string(ListenEndpoint(endpoint));
}

Result<sockaddr_un> unix_address(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.empty() || path.size() >= sizeof address.sun_path) {
        return system_failure(
            step, ENAMETOOLONG,
            fmt::format("unix:{} (a socket's path has 1 to {} bytes)", path, sizeof address.sun_path - 1));
    }
    std::memcpy(address.sun_path, path.data(), path.size());
    return address;
}

const sockaddr* generic(const sockaddr_un& address) {
    return reinterpret_cast<const sockaddr*>(&address);
}

// Whether a process listens on the socket file. Anything but a clear refusal counts as one.
bool is_live(const sockaddr_un& address) {
    const UniqueFd probe(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    return connect(probe.get(), generic(address), sizeof address) == 0 || errno != ECONNREFUSED;
}

// Removes what a daemon that did not end properly has left, so that the path can be bound.
Result<void> remove_stale(const sockaddr_un& address, const UnixEndpoint& endpoint, Log& log,
                          const ListenOptions& options) {
    struct stat file {};
    if (lstat(endpoint.path.c_str(), &file) != 0) {
        return {}; // gone in the meantime
    }
    if (!S_ISSOCK(file.st_mode)) {
        return system_failure(step, EEXIST, unix_detail(endpoint) + " (the file is not a socket)");
    }
    if (!options.replaces_others) {
        if (is_live(address)) {
            return system_failure(step, EADDRINUSE, unix_detail(endpoint) + " (another program answers there)");
        }
        log.info("Unlinking stale socket {}", endpoint.path);
    }
    if (unlink(endpoint.path.c_str()) != 0) {
        return system_failure("remove the stale socket", errno, endpoint.path);
    }
    return {};
}

Result<void> bind_unix(int fd, const UnixEndpoint& endpoint, Log& log, const ListenOptions& options) {
    const auto address = unix_address(endpoint.path);
    if (!address) {
        return tl::unexpected<Error>(address.error());
    }
    // Linux gives the new file the mode of the socket, so that it is never open to more people than wished, not even
    // until chmod().
    fchmod(fd, endpoint.mode & 0700);
    if (bind(fd, generic(*address), sizeof *address) == 0) {
        return {};
    }
    if (errno != EADDRINUSE) {
        return system_failure(step, errno, unix_detail(endpoint));
    }
    if (auto removed = remove_stale(*address, endpoint, log, options); !removed) {
        return removed;
    }
    if (bind(fd, generic(*address), sizeof *address) != 0) {
        return system_failure(step, errno, unix_detail(endpoint));
    }
    return {};
}

// The owner first: until then nobody but us can use the socket.
Result<void> set_owner_and_mode(const UnixEndpoint& endpoint) {
    const uid_t uid = endpoint.owner_uid.value_or(static_cast<uid_t>(-1));
    const gid_t gid = endpoint.owner_gid.value_or(static_cast<gid_t>(-1));
    if ((endpoint.owner_uid || endpoint.owner_gid) && lchown(endpoint.path.c_str(), uid, gid) != 0) {
        return system_failure("change the owner of", errno, endpoint.path);
    }
    if (chmod(endpoint.path.c_str(), endpoint.mode) != 0) {
        return system_failure("change the mode of", errno, endpoint.path);
    }
    return {};
}

struct AddressesDeleter {
    void operator()(addrinfo* addresses) const { freeaddrinfo(addresses); }
};
using Addresses = std::unique_ptr<addrinfo, AddressesDeleter>;

// Resolves a host. IPv4 only where all addresses are meant, as Supervisor does.
Result<Addresses> resolve(const InetEndpoint& endpoint) {
    const bool any = endpoint.host.empty() || endpoint.host == "*";
    std::string host = endpoint.host;
    if (host.starts_with('[') && host.ends_with(']')) {
        host = host.substr(1, host.size() - 2);
    }
    addrinfo hints{};
    hints.ai_family = any ? AF_INET : AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
    addrinfo* found = nullptr;
    const int error = getaddrinfo(any ? nullptr : host.c_str(), std::to_string(endpoint.port).c_str(), &hints, &found);
    if (error != 0) {
        return failure("resolve", host + ": " + gai_strerror(error));
    }
    return Addresses(found);
}

// A name such as "localhost" may have both kinds of address; clients of Supervisor expect it on the IPv4 one.
const addrinfo& preferred(const addrinfo& first) {
    for (const addrinfo* address = &first; address != nullptr; address = address->ai_next) {
        if (address->ai_family == AF_INET) {
            return *address;
        }
    }
    return first;
}

UniqueFd open_socket(int family, const ListenOptions& options) {
    return UniqueFd(socket(family, SOCK_STREAM | SOCK_CLOEXEC | (options.is_blocking ? 0 : SOCK_NONBLOCK), 0));
}

} // namespace

std::string to_string(const ListenEndpoint& endpoint) {
    if (const auto* local = std::get_if<UnixEndpoint>(&endpoint)) {
        return "unix:" + local->path;
    }
    const auto& inet = std::get<InetEndpoint>(endpoint);
    return fmt::format("{}:{}", inet.host.empty() ? "*" : inet.host, inet.port);
}

Result<ListenSocket> ListenSocket::open(const ListenEndpoint& endpoint, Log& log, const ListenOptions& options) {
    const auto* local = std::get_if<UnixEndpoint>(&endpoint);
    auto opened =
        local != nullptr ? open_unix(*local, log, options) : open_inet(std::get<InetEndpoint>(endpoint), options);
    if (opened && ::listen(opened->fd(), options.backlog) != 0) {
        return system_failure(step, errno, to_string(endpoint));
    }
    return opened;
}

Result<ListenSocket> ListenSocket::open_unix(const UnixEndpoint& endpoint, Log& log, const ListenOptions& options) {
    ListenSocket opened(open_socket(AF_UNIX, options));
    if (!opened.fd_) {
        return system_failure(step, errno, unix_detail(endpoint));
    }
    if (const auto bound = bind_unix(opened.fd(), endpoint, log, options); !bound) {
        return tl::unexpected<Error>(bound.error());
    }
    opened.remember_file(endpoint.path);
    if (const auto set = set_owner_and_mode(endpoint); !set) {
        return tl::unexpected<Error>(set.error());
    }
    return opened;
}

Result<ListenSocket> ListenSocket::open_inet(const InetEndpoint& endpoint, const ListenOptions& options) {
    const auto addresses = resolve(endpoint);
    if (!addresses) {
        return tl::unexpected<Error>(addresses.error());
    }
    const addrinfo& address = preferred(**addresses);
    ListenSocket opened(open_socket(address.ai_family, options));
    const int on = 1;
    if (!opened.fd_ || setsockopt(opened.fd(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
        bind(opened.fd(), address.ai_addr, address.ai_addrlen) != 0) {
        return system_failure(step, errno, to_string(ListenEndpoint(endpoint)));
    }
    return opened;
}

void ListenSocket::remember_file(std::string path) {
    struct stat file {};
    if (lstat(path.c_str(), &file) == 0) {
        path_ = std::move(path);
        device_ = file.st_dev;
        inode_ = file.st_ino;
    }
}

ListenSocket::ListenSocket(ListenSocket&& other) noexcept
    : fd_(std::move(other.fd_)), path_(std::exchange(other.path_, {})), device_(other.device_), inode_(other.inode_) {}

ListenSocket::~ListenSocket() {
    struct stat file {};
    if (!path_.empty() && lstat(path_.c_str(), &file) == 0 && file.st_dev == device_ && file.st_ino == inode_) {
        unlink(path_.c_str());
    }
}

std::uint16_t ListenSocket::port() const {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    if (getsockname(fd(), reinterpret_cast<sockaddr*>(&address), &size) != 0) {
        return 0;
    }
    if (address.ss_family == AF_INET) {
        return ntohs(reinterpret_cast<const sockaddr_in&>(address).sin_port);
    }
    return address.ss_family == AF_INET6 ? ntohs(reinterpret_cast<const sockaddr_in6&>(address).sin6_port) : 0;
}

} // namespace halberd
