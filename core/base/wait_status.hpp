#pragma once

#include <string>

namespace halberd {

// How a process ended, as waitpid(2) reported it: a type instead of an int, so that only the right questions compile.
class WaitStatus {
 public:
    explicit constexpr WaitStatus(int raw) : raw_(raw) {}

    // A status as if the process had called exit(code) or had been ended by the signal.
    static WaitStatus from_exit_code(int code);
    static WaitStatus from_signal(int signal);

    bool exited() const;
    bool signalled() const;

    // The exit code; -1 when a signal ended the process. Supervisor: options.py decode_wait_status().
    int exit_code() const;

    // The signal that ended the process; 0 when it exited.
    int signal() const;
    bool dumped_core() const;

    // What a shell calls the status of the command: the exit code, or 128 and the number of the signal.
    int shell_status() const;

    // "exit status 1", "terminated by SIGKILL", "terminated by SIGSEGV (core dumped)": Supervisor's words.
    std::string describe() const;

    constexpr int raw() const { return raw_; }
    friend bool operator==(WaitStatus, WaitStatus) = default;

 private:
    int raw_;
};

} // namespace halberd
