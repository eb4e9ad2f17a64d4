#pragma once

#include "core/http/handler.hpp"

#include <functional>
#include <memory>
#include <string_view>

namespace halberd {

// The connection that an exchange answers on.
class ExchangeConnection {
 public:
    virtual ~ExchangeConnection() = default;
    virtual void answer(HttpResponse response) = 0;
    virtual void begin_stream(const HttpResponse& head) = 0;
    virtual void stream_bytes(std::string_view bytes) = 0;
    virtual void finish_stream() = 0;
};

// What handlers see of a request. Keeps the connection until it has been answered or has gone, and lets only the calls
// through that fit what was called before: one answer, or one stream.
class ConnectionExchange : public HttpExchange {
 public:
    ConnectionExchange(HttpRequest request, std::shared_ptr<ExchangeConnection> connection);

    const HttpRequest& request() const override { return request_; }
    void respond(HttpResponse response) override;
    void begin_stream(HttpResponse head) override;
    void write(std::string_view bytes) override;
    void finish() override;
    void on_closed(std::function<void()> callback) override;

    // The connection has gone. What the callback holds is let go of, whoever still holds the exchange.
    void closed();

 private:
    enum class Stage { Waiting, Streaming, Done };
    bool advance(Stage from, Stage to);

    HttpRequest request_;
    std::shared_ptr<ExchangeConnection> connection_; // unless Done; the connection lets go of the exchange then
    Stage stage_ = Stage::Waiting;
    std::function<void()> on_closed_;
};

} // namespace halberd
