#pragma once

#include "core/http/handler.hpp"
#include "core/http/http_server.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace halberd {

// Takes one request after the other out of the bytes that a client sends.
class RequestParser {
 public:
    // The limits must outlive the parser.
    explicit RequestParser(const HttpLimits& limits);
    ~RequestParser();
    RequestParser(const RequestParser&) = delete;
    RequestParser& operator=(const RequestParser&) = delete;

    // Where bytes are to be received, and how many have been. Between requests little memory is held ready.
    std::span<char> prepare();
    void commit(std::size_t size);

    // True when bytes are there that begin a request. Some clients end one with an empty line too many.
    bool has_bytes();

    // True from the first advance() of a request to its take() or drop().
    bool is_in_request() const;

    enum class Progress {
        NeedsBytes,
        Header,   // the header is there
        Complete, // the whole request is
        Unreadable,
    };

    // Goes on to the next stage of the request, begun or new: Header comes once, then Complete.
    Progress advance();

    // Of what is unreadable: 400, 413 or 431, and why.
    int refusal() const;
    std::string complaint() const;

    // Of a request whose header is there.
    int http_minor() const;
    bool keep_alive() const;
    bool is_head() const;
    bool wants_continue() const; // waits for "100 Continue"
    std::string_view authorization() const;
    std::size_t body_bytes() const; // that are to come, as far as one knows: a chunked body may become as large as any

    // The request, complete; the next one can begin.
    HttpRequest take();

    // What has come of the request is not wanted.
    void drop();

 private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace halberd
