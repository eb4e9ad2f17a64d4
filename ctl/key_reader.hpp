#pragma once

#include "ctl/interrupt.hpp"

#include <termios.h>

#include <chrono>
#include <optional>

namespace halberd::ctl {

// Reads single keys from the terminal on standard input, which shows none of them meanwhile. Where standard input is no
// terminal there are no keys.
class KeyReader {
 public:
    explicit KeyReader(const Interrupt& interrupt);
    ~KeyReader();
    KeyReader(const KeyReader&) = delete;
    KeyReader& operator=(const KeyReader&) = delete;

    // The key for which the user has decided within that time; 'q' for a ^C that is held back.
    std::optional<char> wait(std::chrono::milliseconds longest);

 private:
    const Interrupt& interrupt_;
    bool has_terminal_ = false;
    termios before_{};
};

} // namespace halberd::ctl
