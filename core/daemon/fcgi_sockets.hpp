#pragma once

#include "core/base/error.hpp"
#include "core/base/log.hpp"
#include "core/config/program_spec.hpp"

#include <list>
#include <utility>

namespace halberd {

// The listening sockets of FastCGI programs. The processes of a program share one: it is created when the first of them
// is about to be started and closed, its file removed, when the last has ended. Supervisor: socket_manager.py.
class FcgiSockets {
    struct Entry;

 public:
    // `log` must outlive this object.
    explicit FcgiSockets(Log& log);
    ~FcgiSockets();
    FcgiSockets(const FcgiSockets&) = delete;
    FcgiSockets& operator=(const FcgiSockets&) = delete;

    // A process's share in a socket, which is open for as long as there is one. Must not outlive the FcgiSockets.
    class Share {
     public:
        Share(Share&& other) noexcept
            : sockets_(std::exchange(other.sockets_, nullptr)), entry_(std::exchange(other.entry_, nullptr)) {}
        Share& operator=(Share&& other) = delete;
        ~Share() {
            if (entry_ != nullptr) {
                sockets_->give_back(*entry_);
            }
        }

        // Blocking and close-on-exec; stays the property of the FcgiSockets.
        int fd() const;

     private:
        friend class FcgiSockets;
        Share(FcgiSockets& sockets, Entry& entry) : sockets_(&sockets), entry_(&entry) {}

        FcgiSockets* sockets_;
        Entry* entry_;
    };

    // A share in the socket of that program, which is created unless it is open. The error's message() is a whole
    // sentence, fit for the log and as the spawn error of a process.
    Result<Share> take(const SocketSpec& spec);

    // Tries whether the socket can be created, so that what is wrong with it stands in the log from the beginning.
    void check(const SocketSpec& spec);

 private:
    void give_back(Entry& entry);

    Log& log_;
    std::list<Entry> open_;
};

} // namespace halberd
