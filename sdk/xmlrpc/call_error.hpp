#pragma once

#include <cstdint>
#include <string>

namespace halberd::xmlrpc {

// Why a call brought no value. Callers decide by `kind` and the number that belongs to it; `text` is for people.
struct CallError {
    enum class Kind {
        Fault,        // the server refused: fault_code, text
        Connect,      // nobody answers there: errno_code (ECONNREFUSED, ENOENT, EACCES; 0 for an unknown host name)
        Http,         // an HTTP status other than 200: http_status, text is its reason
        TimedOut,     // no answer within the time that the caller allowed
        Interrupted,  // the caller's interrupt descriptor became readable
        Disconnected, // the connection broke before the answer was complete: errno_code (0: closed by the server)
        Malformed,    // the answer is no HTTP, or no XML-RPC: text says what is wrong
    };

    Kind kind = Kind::Malformed;
    std::int64_t fault_code = 0;
    int errno_code = 0;
    int http_status = 0;
    std::string text;

    bool is_fault(std::int64_t code) const { return kind == Kind::Fault && fault_code == code; }
    bool is_connect(int code) const { return kind == Kind::Connect && errno_code == code; }
    bool is_http(int status) const { return kind == Kind::Http && http_status == status; }

    // One sentence without a full stop: "cannot connect: Connection refused".
    std::string message() const;
};

} // namespace halberd::xmlrpc
