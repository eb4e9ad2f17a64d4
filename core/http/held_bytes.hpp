#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <unordered_set>
#include <utility>

namespace halberd {

// What all clients of a server together have it hold, of bodies and of answers: each may come to `most` bytes. Small
// ones, of up to `free` bytes, do not count. On the loop thread.
class HeldBytes {
 public:
    HeldBytes(std::size_t most, std::size_t free) : most_(most), free_(free) {}
    HeldBytes(const HeldBytes&) = delete;
    HeldBytes& operator=(const HeldBytes&) = delete;

    // What one client has of it: a body or an answer. Must not outlive the whole.
    class Share {
     public:
        // `cut` ends the client's connection, and with it what is held.
        Share(HeldBytes& all, std::function<void()> cut) : all_(all), cut_(std::move(cut)) {}
        ~Share() { release(); }
        Share(const Share&) = delete;
        Share& operator=(const Share&) = delete;

        // False when there is no room for a body of this size.
        bool take_body(std::size_t size);

        // Makes room for an answer of this size: the connections are cut whose clients have taken nothing of theirs for
        // the longest time.
        void take_answer(std::size_t size);

        // The client has taken something of its answer.
        void on_progress() { taken_at_ = std::chrono::steady_clock::now(); }

        void release();

     private:
        friend class HeldBytes;
        HeldBytes& all_;
        std::function<void()> cut_;
        std::size_t body_ = 0;
        std::size_t answer_ = 0;
        std::chrono::steady_clock::time_point taken_at_; // or when the answer began
    };

    std::size_t of_bodies() const { return bodies_; }
    std::size_t of_answers() const { return answers_; }

 private:
    void make_room_for_answer(std::size_t size);

    std::size_t most_;
    std::size_t free_;
    std::size_t bodies_ = 0;
    std::size_t answers_ = 0;
    std::unordered_set<Share*> with_answer_;
};

} // namespace halberd
