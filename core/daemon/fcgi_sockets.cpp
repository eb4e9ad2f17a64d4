#include "core/daemon/fcgi_sockets.hpp"

#include "core/base/overloaded.hpp"
#include "core/os/listen_socket.hpp"

#include <algorithm>

namespace halberd {
namespace {

ListenEndpoint endpoint_of(const SocketSpec& spec) {
    return std::visit(Overloaded{
                          [](const UnixSocketAddress& local) -> ListenEndpoint {
                              return UnixEndpoint{local.path, local.mode, local.owner_uid, local.owner_gid};
                          },
                          [](const InetSocketAddress& inet) -> ListenEndpoint {
                              return InetEndpoint{inet.host, inet.port};
                          },
                      },
                      spec.address);
}

// Programs accept() on their own, so the socket blocks. A file that is in use is replaced all the same: the programs of
// a daemon that was killed may still listen on it, and must not keep their successors from being reached.
ListenOptions options_of(const SocketSpec& spec) {
    ListenOptions options;
    options.is_blocking = true;
    options.replaces_others = true;
    options.backlog = spec.backlog.value_or(options.backlog);
    return options;
}

} // namespace

struct FcgiSockets::Entry {
    SocketSpec spec;
    ListenSocket socket;
    int shares = 0;
};

FcgiSockets::FcgiSockets(Log& log) : log_(log) {}

FcgiSockets::~FcgiSockets() = default;

int FcgiSockets::Share::fd() const {
    return entry_->socket.fd();
}

Result<FcgiSockets::Share> FcgiSockets::take(const SocketSpec& spec) {
    auto found = std::find_if(open_.begin(), open_.end(), [&](const Entry& entry) { return entry.spec == spec; });
    if (found == open_.end()) {
        log_.info("Creating socket {}", spec.url());
        auto socket = ListenSocket::open(endpoint_of(spec), log_, options_of(spec));
        if (!socket) {
            const Error& error = socket.error();
            return tl::unexpected<Error>(
                Error{"", error.errno_code, "Could not create FastCGI socket " + spec.url() + ": " + error.message()});
        }
        found = open_.insert(open_.end(), Entry{spec, *std::move(socket)});
    }
    ++found->shares;
    return Share(*this, *found);
}

void FcgiSockets::check(const SocketSpec& spec) {
    if (const auto share = take(spec); !share) {
        log_.error("{}", share.error().message());
    }
}

void FcgiSockets::give_back(Entry& entry) {
    if (--entry.shares == 0) {
        log_.info("Closing socket {}", entry.spec.url());
        open_.remove_if([&](const Entry& other) { return &other == &entry; });
    }
}

} // namespace halberd
