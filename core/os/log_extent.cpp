#include "core/os/log_extent.hpp"

#include "core/base/last_lines.hpp"
#include "core/os/log_reading.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace halberd {
namespace {

constexpr std::uint64_t piece_size = 65'536;

// The files of a log, from the youngest to the oldest: the log is number 0, PATH.1 is number 1.
class LogFiles {
 public:
    explicit LogFiles(const std::string& path) : path_(path) {}

    struct Opened {
        UniqueFd fd; // not open when there is no such file
        FileState state;
    };
    Opened open(int number) const {
        Opened made{open_log_for_reading(number == 0 ? path_ : path_ + "." + std::to_string(number)), {}};
        const std::optional<FileState> state = made.fd ? state_of(made.fd) : std::nullopt;
        if (state) {
            made.state = *state;
        } else {
            made.fd.reset();
        }
        return made;
    }

 private:
    const std::string& path_;
};

// Gathers the bytes of an extent from its end on, until there are enough lines.
class Gathered {
 public:
    Gathered(std::size_t lines, std::size_t most_bytes) : lines_(lines), most_bytes_(most_bytes) {}

    // From a file, what lies between the offsets. False when the file cannot be read.
    bool read(const UniqueFd& file, std::uint64_t from, std::uint64_t to) {
        while (to > from && !is_full()) {
            const std::uint64_t count = std::min({to - from, piece_size, std::uint64_t{most_bytes_ - text_.size()}});
            const auto piece = read_at(file, static_cast<std::int64_t>(to - count), static_cast<std::int64_t>(count));
            if (!piece || piece->size() != count) {
                return false;
            }
            text_.insert(0, *piece);
            to -= count;
            has_enough_lines_ = last_lines(text_, lines_).size() < text_.size();
        }
        if (to == from) { // no rotation cuts a line
            has_enough_lines_ = has_enough_lines_ || line_count() >= lines_;
        }
        is_cut_ = is_full() && !has_enough_lines_ && to > from;
        return true;
    }

    bool is_full() const { return has_enough_lines_ || text_.size() >= most_bytes_; }

    // `otherwise`: what it means that there are not enough.
    ExtentLines answer(ExtentLines::Outcome otherwise) && {
        using Outcome = ExtentLines::Outcome;
        if (has_enough_lines_) {
            return {Outcome::Complete, std::string(last_lines(text_, lines_))};
        }
        if (is_cut_) {
            return {Outcome::Cut, std::string(without_cut_line(text_))};
        }
        const bool is_all_lost = otherwise == Outcome::Rotated && text_.empty();
        return {is_all_lost ? Outcome::Gone : otherwise, std::move(text_)};
    }

 private:
    std::size_t line_count() const {
        const auto newlines = static_cast<std::size_t>(std::ranges::count(text_, '\n'));
        return newlines + (!text_.empty() && text_.back() != '\n' ? 1 : 0);
    }

    std::size_t lines_;
    std::size_t most_bytes_;
    std::string text_;
    bool has_enough_lines_ = false;
    bool is_cut_ = false;
};

bool begins_in(const LogExtent& extent, const FileIdentity& file, std::uint64_t rotations) {
    return extent.begin.file == file && extent.begin.rotations == rotations;
}

// What the file in which the extent ends is called by the time; nothing when it has gone.
std::optional<int> number_of_end(const LogFiles& files, const ReadableLog& log, const LogPosition& end) {
    // Another program may rotate a log too, even one that keeps no backups.
    const std::uint64_t last = static_cast<std::uint64_t>(std::max(log.backups, 1));
    for (std::uint64_t number = log.rotations - end.rotations; number <= last; ++number) {
        const LogFiles::Opened file = files.open(static_cast<int>(number));
        const bool is_truncated = number == 0 && file.state.size < end.offset;
        if (file.fd && file.state.identity == end.file && !is_truncated) {
            return static_cast<int>(number);
        }
    }
    return std::nullopt;
}

} // namespace

ExtentLines last_lines_of(const ReadableLog& log, const LogExtent& extent, std::size_t count, std::size_t most_bytes) {
    using Outcome = ExtentLines::Outcome;
    if (extent.is_empty()) {
        return {Outcome::Complete, {}};
    }
    const LogFiles files(log.path);
    const std::optional<int> end = number_of_end(files, log, extent.end);
    if (!end) {
        return {Outcome::Gone, {}};
    }
    Gathered gathered(count, most_bytes);
    std::uint64_t rotations = extent.end.rotations;
    for (int number = *end; number == *end || number <= log.backups; ++number, --rotations) {
        const LogFiles::Opened file = files.open(number);
        const bool is_first = begins_in(extent, file.state.identity, rotations);
        if (!file.fd || (rotations == extent.begin.rotations && !is_first && number != *end)) {
            break;
        }
        // The unfinished line at the end may have gone on in the next file.
        const std::uint64_t to = number == *end ? std::min(extent.end.offset, file.state.size) : file.state.size;
        const bool is_read = gathered.read(file.fd, is_first ? std::min(extent.begin.offset, to) : 0, to);
        if (is_first && is_read) {
            return std::move(gathered).answer(extent.is_beginning_lost ? Outcome::Rotated : Outcome::Complete);
        }
        if (gathered.is_full()) {
            return std::move(gathered).answer(Outcome::Cut);
        }
        if (!is_read || rotations == extent.begin.rotations) {
            break;
        }
    }
    return std::move(gathered).answer(Outcome::Rotated);
}

} // namespace halberd
