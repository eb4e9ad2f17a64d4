#include "core/process/output_filter.hpp"

#include <algorithm>
#include <utility>

namespace halberd {
namespace {

constexpr char EscapeCharacter = '\x1b';
constexpr std::string_view BeginTag = "<!--XSUPERVISOR:BEGIN-->";
constexpr std::string_view EndTag = "<!--XSUPERVISOR:END-->";

// ECMA-48: parameters and intermediate bytes, then one final byte.
bool continues_sequence(char byte) {
    return byte >= 0x20 && byte <= 0x3f;
}

bool ends_sequence(char byte) {
    return byte >= 0x40 && byte <= 0x7e;
}

// The length of the longest end of `text` with which `tag` begins, less than the whole tag.
std::size_t begun_tag(std::string_view text, std::string_view tag) {
    std::size_t length = std::min(text.size(), tag.size() - 1);
    while (length > 0 && !tag.starts_with(text.substr(text.size() - length))) {
        --length;
    }
    return length;
}

} // namespace

void EscapeStripper::feed(std::string_view bytes, const Output& output) {
    while (!bytes.empty()) {
        if (state_ == State::Text) {
            const std::size_t escape = std::min(bytes.find(EscapeCharacter), bytes.size());
            if (escape > 0) {
                output(bytes.substr(0, escape));
            }
            if (escape == bytes.size()) {
                return;
            }
            bytes.remove_prefix(escape + 1);
            state_ = State::Escape;
        } else if (state_ == State::Escape) {
            if (bytes.front() == '[') {
                bytes.remove_prefix(1);
                state_ = State::Sequence;
            } else {
                output({&EscapeCharacter, 1});
                state_ = State::Text;
            }
        } else if (continues_sequence(bytes.front())) {
            bytes.remove_prefix(1);
        } else {
            if (ends_sequence(bytes.front())) {
                bytes.remove_prefix(1);
            }
            state_ = State::Text;
        }
    }
}

void EscapeStripper::finish(const Output& output) {
    if (std::exchange(state_, State::Text) == State::Escape) {
        output({&EscapeCharacter, 1});
    }
}

OutputFilter::OutputFilter(Options options, Output on_text, Output on_captured)
    : options_(options), on_text_(std::move(on_text)), on_captured_(std::move(on_captured)) {}

void OutputFilter::feed(std::string_view bytes) {
    if (options_.capture_maxbytes.bytes == 0) {
        pass_on(bytes);
    } else if (held_back_.empty()) {
        scan(bytes);
    } else {
        const std::string joined = std::exchange(held_back_, {}).append(bytes);
        scan(joined);
    }
}

void OutputFilter::scan(std::string_view bytes) {
    for (;;) {
        const std::string_view tag = capturing_ ? EndTag : BeginTag;
        const std::size_t position = bytes.find(tag);
        if (position == std::string_view::npos) {
            const std::size_t held = begun_tag(bytes, tag);
            held_back_ = bytes.substr(bytes.size() - held);
            pass_on(bytes.substr(0, bytes.size() - held));
            return;
        }
        pass_on(bytes.substr(0, position));
        bytes.remove_prefix(position + tag.size());
        found_tag();
    }
}

void OutputFilter::found_tag() {
    if (capturing_) {
        stripper_.finish([this](std::string_view piece) { keep_captured(piece); });
        on_captured_(take_captured());
    } else {
        stripper_.finish(on_text_);
    }
    capturing_ = !capturing_;
}

void OutputFilter::pass_on(std::string_view bytes) {
    if (bytes.empty()) {
        return;
    }
    std::string stripped;
    if (options_.strip_ansi) {
        // Handed on in one piece, so that one chunk remains one event.
        stripper_.feed(bytes, [&stripped](std::string_view piece) { stripped += piece; });
        bytes = stripped;
    }
    if (bytes.empty()) {
        return;
    }
    if (capturing_) {
        keep_captured(bytes);
    } else {
        on_text_(bytes);
    }
}

void OutputFilter::keep_captured(std::string_view bytes) {
    // Twice the limit, so that a long text in small chunks is not moved to the front for each of them.
    captured_ += bytes;
    if (captured_.size() / 2 > options_.capture_maxbytes.bytes) {
        captured_.erase(0, captured_.size() - options_.capture_maxbytes.bytes);
    }
}

std::string OutputFilter::take_captured() {
    std::string text = std::exchange(captured_, {});
    if (text.size() > options_.capture_maxbytes.bytes) {
        text.erase(0, text.size() - options_.capture_maxbytes.bytes);
    }
    return text;
}

void OutputFilter::finish() {
    pass_on(std::exchange(held_back_, {}));
    if (std::exchange(capturing_, false)) {
        stripper_.finish([this](std::string_view piece) { keep_captured(piece); });
        on_text_(std::string(BeginTag) + take_captured());
    } else {
        stripper_.finish(on_text_);
    }
}

} // namespace halberd
