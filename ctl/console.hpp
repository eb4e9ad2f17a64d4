#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace halberd::ctl {

// Where commands say something and ask something: a terminal, pipes, or a test's memory. Output may come from several
// threads, questions from one.
class Console {
 public:
    virtual ~Console() = default;

    // Bytes for standard output, as they are. They may be held back until flush().
    virtual void write(std::string_view bytes) = 0;
    virtual void flush() = 0;

    // Whether standard output is a terminal, and whether it shows colours and the user wants them (NO_COLOR).
    virtual bool is_terminal() const { return false; }
    virtual bool has_colours() const { return false; }

    // A line for standard error.
    virtual void complain(std::string_view text) = 0;

    // Shows the question and reads a line; nothing at the end of the input or when ^C was held back (see Interrupt).
    virtual std::optional<std::string> ask(std::string_view question) = 0;

    // The same without showing what is typed.
    virtual std::optional<std::string> ask_secret(std::string_view question) = 0;

    void line(std::string_view text) {
        write(text);
        write("\n");
    }
};

} // namespace halberd::ctl
