#pragma once

#include "core/http/http_server.hpp"
#include "core/http/transport.hpp"

#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

namespace halberd {

// A client's connection as its session uses it: the bytes in and out, how long each stage may take, and the end.
class ClientConnection {
 public:
    // The session. What is in flight keeps it alive and reports to it, while the connection is open.
    class Owner {
     public:
        virtual ~Owner() = default;
        virtual std::shared_ptr<Owner> shared() = 0;
        virtual void on_received(std::size_t size) = 0;
        virtual void on_sent(std::size_t size) = 0;

        // Once, when the client has gone, was too slow, or close() was called.
        virtual void on_closed() = 0;
    };

    // What the connection is used for, and so how long the client may take.
    enum class Stage {
        FirstRequest, // a new connection sends nothing: HttpLimits::request_time
        Idle,         // between requests: for ever
        Request,      // one is arriving: request_time for all of it
        Work,         // its handler thinks about it: for ever
        Answer,       // HttpLimits::write_time for each piece that the client takes
        Stream,       // for ever, as nothing may happen in it
        Linger,       // see linger()
    };

    // The limits and the owner must outlive the connection.
    ClientConnection(std::unique_ptr<Transport> transport, const HttpLimits& limits, Owner& owner)
        : transport_(std::move(transport)), limits_(limits), owner_(owner) {}
    ClientConnection(const ClientConnection&) = delete;
    ClientConnection& operator=(const ClientConnection&) = delete;

    // The time of the stage begins, also when it is the same stage again.
    void enter(Stage stage);

    // One of each may be under way. The memory must stay until it is done.
    void receive(std::span<char> into);
    void send(std::string_view first, std::string_view second);

    // Reads and drops what the client of a stream sends, and so finds out that it has gone, even while there is nothing
    // to write; until unwatch().
    void watch();
    void unwatch() { is_watching_ = false; }

    // Ends the connection after an answer. Closing one on which the client is still sending would take the answer away
    // from it. So we say that no more comes, and read what comes in until the client closes, for a short time.
    void linger();

    void close();
    void close_later(); // not from within this call

    bool is_open() const { return is_open_; }
    bool is_sending() const { return is_sending_; }

 private:
    void discard();

    std::unique_ptr<Transport> transport_;
    const HttpLimits& limits_;
    Owner& owner_;
    bool is_open_ = true;
    bool is_sending_ = false;
    bool is_watching_ = false;
    std::array<char, 512> ignored_;
};

} // namespace halberd
