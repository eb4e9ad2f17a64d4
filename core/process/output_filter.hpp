#pragma once

#include "core/base/byte_size.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace halberd {

// Removes terminal control sequences ("ESC [ … letter", that is colours and cursor movements) from a stream of bytes,
// wherever the stream is cut into chunks. Other escapes pass. Supervisor: dispatchers.py stripEscapes(), which forgets
// a sequence at the end of a chunk, and takes text up to the next letter that it knows for part of the sequence.
class EscapeStripper {
 public:
    using Output = std::function<void(std::string_view)>;

    // Hands what remains of the chunk to `output`, in one or more pieces that are valid during the call.
    void feed(std::string_view bytes, const Output& output);

    // Ends the stream: an escape character that nothing followed is text after all.
    void finish(const Output& output);

 private:
    enum class State { Text, Escape, Sequence };

    State state_ = State::Text;
};

// Looks at the output of a child for those who asked for it: takes out what stands between the tags
// <!--XSUPERVISOR:BEGIN--> and <!--XSUPERVISOR:END--> (capture mode), and removes terminal control sequences
// (strip_ansi). Both work however the stream is cut into chunks. Supervisor: dispatchers.py POutputDispatcher.
//
// Nothing is held back but what may be the beginning of a tag or of an escape sequence.
class OutputFilter {
 public:
    struct Options {
        ByteSize capture_maxbytes{
            0}; // 0: no capture mode; otherwise how much of a captured text is kept, the last bytes
        bool strip_ansi = false;
    };
    using Output = std::function<void(std::string_view)>;

    // `on_text` gets what belongs into the log, `on_captured` each complete captured text, in the order of the stream,
    // during feed() and finish() and in views that are valid during the call. Neither may destroy the filter.
    OutputFilter(Options options, Output on_text, Output on_captured);

    void feed(std::string_view bytes);

    // Ends the stream: what was held back is handed out. A captured text without its END tag goes to `on_text`, tag
    // included, as far as it was kept: it is not an event, but it is not lost either (Supervisor loses it).
    void finish();

 private:
    void scan(std::string_view bytes);
    void found_tag();
    void pass_on(std::string_view bytes);
    void keep_captured(std::string_view bytes);
    std::string take_captured();

    Options options_;
    Output on_text_;
    Output on_captured_;
    bool capturing_ = false;
    std::string held_back_; // a proper prefix of the tag that is looked for
    std::string captured_;
    EscapeStripper stripper_;
};

} // namespace halberd
