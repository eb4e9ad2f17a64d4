#pragma once

#include "core/http/handler.hpp"
#include "core/http/outgoing_bytes.hpp"

#include <cstddef>
#include <string_view>
#include <utility>

namespace halberd {

// One answer after the other as bytes on their way to a client: whole ones, streams, and "100 Continue".
class OutgoingAnswer {
 public:
    // What the request says of its answer.
    struct Form {
        int http_minor = 1;      // of the client's HTTP/1.1 or 1.0
        bool keep_alive = false; // another request may follow
        bool head_only = false;  // the body is left out
    };

    enum class Kind {
        Interim, // "100 Continue"
        Whole,
        Stream,
        LastOfStream, // its end is among what is to be written, or nothing more of it is
    };

    // Nothing must be left of the answer before. The first returns the size.
    std::size_t begin(HttpResponse response, const Form& form);
    void begin_stream(const HttpResponse& head, const Form& form);
    void begin_interim();

    // To a stream.
    void add(std::string_view bytes) { bytes_.add(bytes, is_chunked_); }
    void finish();  // its end
    void give_up(); // nothing

    Kind kind() const { return kind_; }
    std::size_t backlog() const { return bytes_.backlog(); }

    // What is to be written next, as two pieces, which stay where they are until sent() is called.
    std::pair<std::string_view, std::string_view> next() { return bytes_.next(); }

    enum class Progress {
        Unsent, // something is to be written
        Waits,  // for more of the stream
        Complete,
    };

    // So many bytes have been written.
    Progress sent(std::size_t size);

    // Lets go of the memory of what has been written, which may be large.
    void forget() { bytes_.forget(); }

 private:
    OutgoingBytes bytes_;
    Kind kind_ = Kind::Whole;
    bool is_chunked_ = false;
};

} // namespace halberd
