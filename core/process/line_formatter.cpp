#include "core/process/line_formatter.hpp"

#include "core/base/local_time.hpp"

#include <fmt/format.h>
#include <boost/nowide/utf/utf.hpp>

#include <utility>

namespace halberd {
namespace {

// So many bytes of finished lines are handed out at once.
constexpr std::size_t BatchSize = 65'536;

// The length of `text` without the beginning of a character at its end, of which the rest is still to come.
std::size_t length_in_whole_characters(std::string_view text) {
    using Utf8 = boost::nowide::utf::utf_traits<char>;
    for (std::size_t back = 1; back <= 3 && back <= text.size(); ++back) {
        const char byte = text[text.size() - back];
        if (Utf8::is_lead(byte)) {
            const int trail = Utf8::trail_length(byte);
            return trail >= static_cast<int>(back) ? text.size() - back : text.size();
        }
    }
    return text.size();
}

} // namespace

LineFormatter::LineFormatter(LogFormat format, const LogSource& source, Output on_lines)
    : on_lines_(std::move(on_lines)),
      source_text_(fmt::format("{} {} ", to_string(source.process), name_of(source.stream))) {
    if (format == LogFormat::Json) {
        json_.emplace(source);
    }
}

void LineFormatter::feed(std::string_view bytes, WallTime now) {
    now_ = now;
    while (!bytes.empty()) {
        const std::size_t newline = bytes.find('\n');
        if (newline == std::string_view::npos) {
            add(bytes);
            break;
        }
        end_line(bytes.substr(0, newline));
        bytes.remove_prefix(newline + 1);
    }
    flush();
}

void LineFormatter::add(std::string_view piece) {
    if (held_back_.empty()) {
        line_began_ = now_;
    }
    while (held_back_.size() + piece.size() > LongestPart) {
        const std::size_t room = LongestPart - held_back_.size();
        held_back_ += piece.substr(0, room);
        piece.remove_prefix(room);
        const std::size_t whole = length_in_whole_characters(held_back_);
        write(std::string_view(held_back_).substr(0, whole), false);
        held_back_.erase(0, whole);
    }
    held_back_ += piece;
}

void LineFormatter::end_line(std::string_view rest) {
    if (held_back_.empty() && rest.size() <= LongestPart) {
        line_began_ = now_;
        write(rest, true);
        return;
    }
    add(rest);
    write(held_back_, true);
    held_back_.clear();
}

void LineFormatter::finish() {
    if (!held_back_.empty()) {
        write(std::exchange(held_back_, {}), true);
    }
    flush();
}

void LineFormatter::write(std::string_view text, bool is_last) {
    const int part = is_last && parts_ == 0 ? 0 : ++parts_;
    if (is_last) {
        parts_ = 0;
    }
    if (json_) {
        json_->append_line(lines_, line_began_, text, part, is_last);
    } else {
        if (prefix_.empty() || prefix_time_ != line_began_) {
            prefix_ = log_time_text(line_began_) + " " + source_text_;
            prefix_time_ = line_began_;
        }
        lines_ += prefix_;
        if (part != 0) {
            lines_ += fmt::format("[part {}{}] ", part, is_last ? ", last" : "");
        }
        lines_ += text;
        lines_ += '\n';
    }
    if (lines_.size() >= BatchSize) {
        flush();
    }
}

void LineFormatter::flush() {
    if (!lines_.empty()) {
        on_lines_(lines_);
        lines_.clear();
    }
}

std::string start_mark(LogFormat format, const LogSource& source, WallTime at) {
    if (format != LogFormat::Json) {
        return fmt::format("--- {} {} started, pid {}\n", log_time_text(at), to_string(source.process), source.pid);
    }
    std::string mark;
    JsonRecord(source).append_mark(mark, at, {});
    return mark;
}

std::string end_mark(LogFormat format, const LogSource& source, WallTime at, const std::string& status) {
    if (format != LogFormat::Json) {
        return fmt::format("--- {} {} ended: {}\n", log_time_text(at), to_string(source.process), status);
    }
    std::string mark;
    JsonRecord(source).append_mark(mark, at, status);
    return mark;
}

} // namespace halberd
