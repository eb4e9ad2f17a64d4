#include "core/http/http_exchange.hpp"

#include <utility>

namespace halberd {

ConnectionExchange::ConnectionExchange(HttpRequest request, std::shared_ptr<ExchangeConnection> connection)
    : request_(std::move(request)), connection_(std::move(connection)) {}

void ConnectionExchange::respond(HttpResponse response) {
    if (advance(Stage::Waiting, Stage::Done)) {
        std::exchange(connection_, nullptr)->answer(std::move(response));
    }
}

void ConnectionExchange::begin_stream(HttpResponse head) {
    if (advance(Stage::Waiting, Stage::Streaming)) {
        connection_->begin_stream(head);
    }
}

void ConnectionExchange::write(std::string_view bytes) {
    if (stage_ == Stage::Streaming) {
        connection_->stream_bytes(bytes);
    }
}

void ConnectionExchange::finish() {
    if (advance(Stage::Streaming, Stage::Done)) {
        std::exchange(connection_, nullptr)->finish_stream();
    }
}

void ConnectionExchange::on_closed(std::function<void()> callback) {
    on_closed_ = std::move(callback);
}

void ConnectionExchange::closed() {
    const bool too_early = std::exchange(stage_, Stage::Done) != Stage::Done;
    connection_.reset();
    const auto callback = std::exchange(on_closed_, nullptr);
    if (callback && too_early) {
        callback();
    }
}

bool ConnectionExchange::advance(Stage from, Stage to) {
    if (stage_ != from) {
        return false;
    }
    stage_ = to;
    return true;
}

} // namespace halberd
