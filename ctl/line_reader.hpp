#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halberd::ctl {

class Console;
class Interrupt;

// Where the shell gets its lines from.
class LineReader {
 public:
    virtual ~LineReader() = default;

    // Shows the prompt and reads a line, without its end; nothing at the end of the input or when ^C was held back.
    virtual std::optional<std::string> read(const std::string& prompt) = 0;
};

// The words that may stand where the line `up_to_cursor` ends.
using Completer = std::function<std::vector<std::string>(std::string_view up_to_cursor)>;

// Lines edited at a terminal with libedit: history (kept in `history_file` unless that is empty), TAB asks the
// completer.
std::unique_ptr<LineReader> make_edited_lines(const Interrupt& interrupt, Completer completer,
                                              std::string history_file);

// Lines as they come, from a pipe or a file.
std::unique_ptr<LineReader> make_plain_lines(Console& console);

} // namespace halberd::ctl
