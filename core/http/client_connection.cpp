#include "core/http/client_connection.hpp"

#include <chrono>
#include <optional>
#include <utility>

namespace halberd {
namespace {

using Stage = ClientConnection::Stage;

// How long a client that is refused may go on sending before the connection is cut.
constexpr std::chrono::seconds linger_time{2};

// How long a stage may last; nothing: for ever.
std::optional<std::chrono::milliseconds> time_of(Stage stage, const HttpLimits& limits) {
    switch (stage) {
        case Stage::FirstRequest:
        case Stage::Request:
            return limits.request_time;
        case Stage::Answer:
            return limits.write_time;
        case Stage::Linger:
            return linger_time;
        case Stage::Idle:
        case Stage::Work:
        case Stage::Stream:
            break;
    }
    return std::nullopt;
}

} // namespace

void ClientConnection::enter(Stage stage) {
    if (const auto time = time_of(stage, limits_)) {
        transport_->expires_after(*time);
    } else {
        transport_->expires_never();
    }
}

void ClientConnection::receive(std::span<char> into) {
    transport_->read_some(into, [this, owner = owner_.shared()](bool ok, std::size_t size) {
        if (!ok || !is_open_) {
            close();
        } else {
            owner->on_received(size);
        }
    });
}

void ClientConnection::send(std::string_view first, std::string_view second) {
    is_sending_ = true;
    transport_->write_some(first, second, [this, owner = owner_.shared()](bool ok, std::size_t size) {
        is_sending_ = false;
        if (!ok || !is_open_) {
            close();
        } else {
            owner->on_sent(size);
        }
    });
}

void ClientConnection::watch() {
    is_watching_ = true;
    transport_->read_some(ignored_, [this, owner = owner_.shared()](bool ok, std::size_t) {
        if (!is_open_ || !is_watching_) {
            return;
        }
        if (!ok) {
            close();
        } else {
            watch();
        }
    });
}

void ClientConnection::linger() {
    transport_->shutdown_send();
    enter(Stage::Linger);
    discard();
}

void ClientConnection::discard() {
    transport_->read_some(ignored_, [this, owner = owner_.shared()](bool ok, std::size_t) {
        if (!ok || !is_open_) {
            close();
        } else {
            discard();
        }
    });
}

void ClientConnection::close() {
    if (std::exchange(is_open_, false)) {
        transport_->close();
        owner_.on_closed();
    }
}

void ClientConnection::close_later() {
    transport_->post([this, owner = owner_.shared()] { close(); });
}

} // namespace halberd
