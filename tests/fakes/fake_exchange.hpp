#pragma once

#include "core/http/handler.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace halberd {

// A request whose answer the test can look at.
class FakeExchange : public HttpExchange {
 public:
    HttpRequest asked;
    std::optional<HttpResponse> answer; // also the head of a stream
    bool streaming = false;
    std::string streamed;

    const HttpRequest& request() const override { return asked; }
    void respond(HttpResponse response) override { answer = std::move(response); }
    void begin_stream(HttpResponse head) override {
        streamed = head.body;
        answer = std::move(head);
        streaming = true;
    }
    void write(std::string_view bytes) override { streamed += bytes; }
    void finish() override { streaming = false; }
    void on_closed(std::function<void()> callback) override { closed_ = std::move(callback); }

    // The client goes away.
    void close() {
        if (const auto callback = std::exchange(closed_, nullptr)) {
            callback();
        }
    }

    std::string header(std::string_view name) const {
        for (const auto& [key, value] : answer->headers) {
            if (key == name) {
                return value;
            }
        }
        return {};
    }

 private:
    std::function<void()> closed_;
};

} // namespace halberd
