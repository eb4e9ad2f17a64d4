#pragma once

#include "core/http/transport.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <deque>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace halberd {

// A client in memory, at the other end of a MemoryTransport. What its sending and taking bring about waits for run().
class MemoryClient {
 public:
    void send(std::string_view bytes) {
        sent_.append(bytes);
        feed();
    }

    // It sends no more.
    void finish() {
        has_finished_ = true;
        feed();
    }

    // The time is over that the transport was told.
    void run_out_of_time() {
        time_limit.reset();
        close();
    }

    void run() {
        while (!due_.empty()) {
            const auto next = std::move(due_.front());
            due_.pop_front();
            next();
        }
    }

    std::string received;
    std::size_t takes = SIZE_MAX; // of what is written at a time
    bool is_cut_off = false;      // hears no more
    bool is_closed = false;
    std::optional<std::chrono::milliseconds> time_limit;

 private:
    friend class MemoryTransport;

    void read(std::span<char> into, Transport::Done done) {
        reading_ = {into, std::move(done)};
        feed();
    }

    void write(std::string_view first, std::string_view second, Transport::Done done) {
        const std::size_t of_first = std::min(first.size(), takes);
        const std::size_t of_second = std::min(second.size(), takes - of_first);
        received.append(first.substr(0, of_first)).append(second.substr(0, of_second));
        complete(std::move(done), of_first + of_second);
    }

    void close() {
        is_closed = true;
        feed();
    }

    void feed() {
        if (reading_.done && (!sent_.empty() || has_finished_ || is_closed)) {
            const std::size_t size = std::min(sent_.size(), reading_.into.size());
            std::memcpy(reading_.into.data(), sent_.data(), size);
            sent_.erase(0, size);
            complete(std::exchange(reading_.done, nullptr), size);
        }
    }

    void complete(Transport::Done done, std::size_t size) {
        due_.push_back([this, done = std::move(done), size] { done(size > 0 && !is_closed, size); });
    }

    struct Reading {
        std::span<char> into;
        Transport::Done done;
    };
    Reading reading_;
    std::string sent_; // and not yet read
    bool has_finished_ = false;
    std::deque<std::function<void()>> due_;
};

// A connection without a socket: what happens on it, and when, is up to the client, which outlives it.
class MemoryTransport : public Transport {
 public:
    explicit MemoryTransport(MemoryClient& client) : client_(client) {}

    void read_some(std::span<char> into, Done done) override { client_.read(into, std::move(done)); }
    void write_some(std::string_view first, std::string_view second, Done done) override {
        client_.write(first, second, std::move(done));
    }
    void expires_after(std::chrono::milliseconds time) override { client_.time_limit = time; }
    void expires_never() override { client_.time_limit.reset(); }
    void shutdown_send() override { client_.is_cut_off = true; }
    void close() override { client_.close(); }
    void post(std::function<void()> work) override { client_.due_.push_back(std::move(work)); }

 private:
    MemoryClient& client_;
};

} // namespace halberd
