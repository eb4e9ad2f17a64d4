#pragma once

#include "core/base/log.hpp"
#include "core/http/handler.hpp"
#include "core/http/held_bytes.hpp"
#include "core/http/http_server.hpp"
#include "core/http/http_visitor.hpp"
#include "core/http/login_check.hpp"
#include "core/http/transport.hpp"

#include <memory>
#include <unordered_set>

namespace halberd {

// A session is one connection of a client. Where what is:
//
//   request_parser     the bytes of a request, and the limits of its header and body
//   client_connection  the bytes of the connection, and all time-outs
//   login_check        who sends it; how it is refused; failed_logins, what the audit log says of that
//   held_bytes         the limit of what all clients together make the server hold
//   outgoing_answer    the bytes of an answer or a stream
//   http_session       what follows on what
//
// A request waits for its turn later, on its way to the handler: turns.
class HttpSession;

// What the sessions of one server have in common. Shared, because a session may write its last answer after the server
// has gone.
struct HttpSessionGroup {
    HttpHandler& handler; // used only while the server lives: sessions take no request after close_sessions()
    Log& log;
    HttpLimits limits;
    LoginCheck login;
    std::shared_ptr<const tls::Context> tls;   // null: plain HTTP
    std::unordered_set<HttpSession*> sessions; // those whose connection is open
    HttpCounters counters;                     // without the open connections
    HeldBytes held{limits.held_bytes, limits.free_bytes};
};

// Serves a connection until it ends.
void start_session(std::shared_ptr<HttpSessionGroup> group, std::unique_ptr<Transport> transport, HttpVisitor visitor);

// Ends all sessions: those that write an answer when it is written, the others at once.
void close_sessions(HttpSessionGroup& group);

} // namespace halberd
