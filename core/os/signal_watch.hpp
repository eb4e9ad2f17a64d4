#pragma once

#include <functional>
#include <initializer_list>
#include <memory>

namespace boost::asio {
class io_context;
}

namespace halberd {

// Catches signals and reports each on the loop, never inside a signal handler. Signals of one number that arrive
// together may be reported once. The signals are not blocked, so children inherit nothing.
class SignalWatch {
 public:
    // `on_signal` is called with the number. It may destroy the watch.
    SignalWatch(boost::asio::io_context& context, std::initializer_list<int> signals,
                std::function<void(int)> on_signal);

    // Restores the default actions; nothing is reported any more.
    ~SignalWatch();
    SignalWatch(const SignalWatch&) = delete;
    SignalWatch& operator=(const SignalWatch&) = delete;

 private:
    struct State;
    std::shared_ptr<State> state_; // shared with the wait in flight
};

} // namespace halberd
