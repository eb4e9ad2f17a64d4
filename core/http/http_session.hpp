#pragma once

#include "core/base/log.hpp"
#include "core/http/authenticator.hpp"
#include "core/http/handler.hpp"
#include "core/http/http_server.hpp"
#include "core/http/transport.hpp"

#include <memory>
#include <optional>
#include <string>
#include <unordered_set>

namespace halberd {

class HttpSession;

// What the sessions of one server have in common. Shared, because a session may write its last answer after the server
// has gone.
struct HttpSessionGroup {
    HttpHandler& handler; // used only while the server lives: sessions take no request after close_sessions()
    Log& log;
    HttpLimits limits;
    Authenticator authenticator;
    std::shared_ptr<const tls::Context> tls;   // null: plain HTTP
    std::unordered_set<HttpSession*> sessions; // those whose connection is open
    HttpCounters counters;                     // without the open connections
    std::size_t held_bodies = 0;               // bytes of bodies that are read or worked on, but for small ones
    std::size_t held_answers = 0;              // bytes of answers on their way, but for small ones
};

// Who has connected.
struct HttpVisitor {
    std::string from;         // as in Caller
    std::string source;       // the address alone: whose requests share what one client may use up
    std::optional<Role> role; // without showing credentials; nothing: has to show some
};

// Serves a connection until it ends.
void start_session(std::shared_ptr<HttpSessionGroup> group, std::unique_ptr<Transport> transport, HttpVisitor visitor);

// Ends all sessions: those that write an answer when it is written, the others at once.
void close_sessions(HttpSessionGroup& group);

} // namespace halberd
