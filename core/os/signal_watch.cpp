#include "core/os/signal_watch.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <utility>

namespace halberd {

struct SignalWatch::State : std::enable_shared_from_this<SignalWatch::State> {
    State(boost::asio::io_context& context, std::function<void(int)> handler)
        : signals(context), on_signal(std::move(handler)) {}

    void wait() {
        signals.async_wait([self = shared_from_this()](const boost::system::error_code& error, int signal) {
            if (error || self->is_closed) {
                return;
            }
            self->wait();
            self->on_signal(signal);
        });
    }

    boost::asio::signal_set signals;
    std::function<void(int)> on_signal;
    bool is_closed = false;
};

SignalWatch::SignalWatch(boost::asio::io_context& context, std::initializer_list<int> signals,
                         std::function<void(int)> on_signal)
    : state_(std::make_shared<State>(context, std::move(on_signal))) {
    for (const int signal : signals) {
        state_->signals.add(signal);
    }
    state_->wait();
}

SignalWatch::~SignalWatch() {
    state_->is_closed = true;
    boost::system::error_code ignored;
    state_->signals.clear(ignored);
    state_->signals.cancel(ignored);
}

} // namespace halberd
