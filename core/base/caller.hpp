#pragma once

#include <string>
#include <string_view>

namespace halberd {

// What a caller may do; each role includes those before it.
enum class Role {
    Read,    // look: states, configuration, events, logs
    Operate, // and act on processes: start, stop, signal, write to stdin, clear and rotate logs
    Admin,   // and change what is supervised, and the daemon itself
};

// "read", "operate", "admin", as in the configuration.
constexpr std::string_view name_of(Role role) {
    return role == Role::Read ? "read" : role == Role::Operate ? "operate" : "admin";
}

// Who asks for something.
struct Caller {
    std::string user; // empty: nobody was asked who they are
    Role role = Role::Admin;
    std::string from; // "127.0.0.1:40312", or "unix pid 123 uid 0"
};

// Names the caller in messages: "viewer (127.0.0.1:40312)", or only where from.
inline std::string to_string(const Caller& caller) {
    return caller.user.empty() ? caller.from : caller.user + " (" + caller.from + ")";
}

} // namespace halberd
