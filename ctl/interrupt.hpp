#pragma once

#include "core/base/unique_fd.hpp"

#include <csignal>

namespace halberd::ctl {

// ^C as a descriptor that one can wait for. By itself it changes nothing: SIGINT ends the program as usual. While a
// Hold exists, SIGINT is held back and makes fd() readable instead.
class Interrupt {
 public:
    Interrupt();

    int fd() const { return fd_.get(); }

    // Whether a SIGINT is held back.
    bool is_pending() const;

    // Forgets the SIGINTs that are held back.
    void clear() const;

    // Holds may be nested. The end of the last one lets a SIGINT that was not cleared through.
    class Hold {
     public:
        Hold();
        ~Hold();
        Hold(const Hold&) = delete;
        Hold& operator=(const Hold&) = delete;

     private:
        sigset_t before_{};
    };

 private:
    UniqueFd fd_;
};

} // namespace halberd::ctl
