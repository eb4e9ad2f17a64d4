#pragma once

#include "core/config/program_spec.hpp"
#include "core/config/server_options.hpp"

#include <sys/types.h>

#include <string>
#include <string_view>
#include <vector>

namespace halberd {

// Known pitfalls: what a configuration may say, and what hardly anybody means. They are warnings of `supervisorctl
// lint` and `supervisord --check-config`; the running daemon does not repeat them at each start. To add one, write its
// function and its line in one of the tables of lint.cpp.

struct Pitfall {
    std::string code;    // names the check: "daemonising-command"
    std::string key;     // the key that the warning is about
    std::string message; // about the value of that key
    std::string hint;
};

// A program as the checks see it.
struct CheckedProgram {
    const ProcessSpec& process;
    std::string_view comment; // the inline comment that was cut off behind command=
    uid_t daemon_user = 0;    // whose environment the program inherits
    std::string home;         // of the account of user=; empty when it is not known
};

// A listener pool, and where temporary files go on this machine.
struct CheckedListener {
    const ListenerSpec& listener;
    std::string_view temporary_directory;
};

std::vector<Pitfall> find_pitfalls(const CheckedProgram& program);
std::vector<Pitfall> find_pitfalls(const CheckedListener& listener);
std::vector<Pitfall> find_pitfalls(const InetServerSpec& server);
std::vector<Pitfall> find_pitfalls(const ServerOptions& server);

} // namespace halberd
