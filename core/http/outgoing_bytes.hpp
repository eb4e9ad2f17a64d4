#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace halberd {

// What goes out on a connection: an answer in up to two pieces, which need not be copied together, and what a stream
// adds while that is being written.
class OutgoingBytes {
 public:
    // Begins an answer. Nothing must be left of the one before.
    void begin(std::string head, std::string body) {
        head_ = std::move(head);
        body_ = std::move(body);
        sent_ = 0;
    }

    // Adds to what waits. For HTTP/1.1 the bytes are framed as a chunk; an empty one would be the end, and is left out.
    void add(std::string_view bytes, bool chunked);

    // Adds what ends a chunked stream.
    void add_last_chunk() { backlog_ += "0\r\n\r\n"; }

    std::size_t backlog() const { return backlog_.size(); }

    // What is to be written next, as two pieces, which stay where they are until sent() is called.
    std::pair<std::string_view, std::string_view> next();

    // So many bytes of it are written. True when something is left.
    bool sent(std::size_t size);

    // Lets go of the memory of what has been written, which may be large.
    void forget();

 private:
    bool is_all_sent() const { return sent_ == head_.size() + body_.size(); }

    std::string head_;
    std::string body_;
    std::size_t sent_ = 0;
    std::string backlog_; // becomes the next piece when these are through
};

} // namespace halberd
