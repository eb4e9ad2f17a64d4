#pragma once

#include "core/http/handler.hpp"

#include <functional>
#include <memory>

namespace boost::asio {
class io_context;
}

namespace halberd {

// Gives the work of clients its turn, in the order in which it came: for some milliseconds, and then everything else
// that the loop has to do comes first, so that no number of clients keeps the daemon from supervising. A single piece
// of work is not interrupted: it should be short, or come back for more. On the loop thread.
class Turns {
 public:
    explicit Turns(boost::asio::io_context& context);

    // Work that waits is dropped.
    ~Turns();
    Turns(const Turns&) = delete;
    Turns& operator=(const Turns&) = delete;

    // Does the work soon; never during the call.
    void add(std::function<void()> work);

 private:
    struct Queue;

    // Shared with the turn that the loop has been asked for.
    std::shared_ptr<Queue> queue_;
};

// Lets requests wait for their turn, and hands them on then. Both references must outlive the handler.
class TurnTaking : public HttpHandler {
 public:
    TurnTaking(Turns& turns, HttpHandler& handler) : turns_(turns), handler_(handler) {}
    void handle(std::shared_ptr<HttpExchange> exchange) override;

 private:
    Turns& turns_;
    HttpHandler& handler_;
};

} // namespace halberd
