#pragma once

#include "core/base/error.hpp"
#include "core/base/unique_fd.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>

namespace boost::asio {
class io_context;
}

namespace halberd {

// Writes to the standard input of a child without ever waiting for it: what the pipe does not take at once is queued
// and follows when the child reads. Loop thread only, in a process that ignores SIGPIPE.
class StdinPipe {
 public:
    // `pipe` is the non-blocking write end; `limit` bounds what may wait in the queue.
    StdinPipe(boost::asio::io_context& context, UniqueFd pipe, std::size_t limit = 1'048'576);
    ~StdinPipe();
    StdinPipe(const StdinPipe&) = delete;
    StdinPipe& operator=(const StdinPipe&) = delete;

    // Takes all of the bytes or none. EPIPE: the child has closed its end, and so is ours from here on. ENOBUFS: it
    // does not read, and the queue would exceed its limit; an empty queue takes any size.
    Result<void> write(std::string_view bytes);

    // Called, from the loop, when the child closes its end while bytes are waiting; they are lost. May destroy the
    // pipe.
    void set_on_broken(std::function<void()> on_broken);

    // The child reads the end of its input; what is queued is dropped.
    void close();

    bool is_open() const;
    std::size_t queued() const;

 private:
    class State;
    std::shared_ptr<State> state_; // shared with the wait in flight
};

} // namespace halberd
