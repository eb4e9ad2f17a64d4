#include "plugins/shared/alert/digest.hpp"

#include "plugins/shared/alert/time_span.hpp"

#include <halberd/timestamp.hpp>

namespace halberd::alert {
namespace {

constexpr std::size_t most_processes = 1000;

// "1 crash", "2 crashes", "2 alerts"
std::string count_of(std::size_t count, const std::string& word) {
    const char* plural = word.ends_with("s") || word.ends_with("sh") ? "es" : "s";
    return std::to_string(count) + " " + word + (count == 1 ? "" : plural);
}

// To the second.
std::string clock_text(Notice::Time time) {
    return timestamp(time).substr(0, 19);
}

} // namespace

void Digest::add(const Notice& notice) {
    ++notices_;
    crashes_ += notice.kind == Notice::Kind::Crash ? 1 : 0;
    const auto known = lines_.find(notice.process);
    if (known == lines_.end() && lines_.size() >= most_processes) {
        ++of_others_;
        return;
    }
    Line& line = known != lines_.end() ? known->second : lines_[notice.process];
    if (known == lines_.end()) {
        line.from = notice.at;
    }
    line.crashes += notice.kind == Notice::Kind::Crash ? 1 : 0;
    line.last = notice.kind;
    line.to = notice.at;
    line.is_flapping = line.is_flapping || notice.is_flapping;
}

std::string Digest::subject() const {
    const bool only_crashes = crashes_ == notices_;
    const std::string what = count_of(notices_, only_crashes ? "more crash" : "more alert");
    const std::string whose =
        lines_.size() == 1 ? shown_name(lines_.begin()->first) : count_of(lines_.size(), "process");
    const auto time = std::chrono::round<std::chrono::seconds>(due_ - begins_);
    return what + (only_crashes ? " of " : " about ") + whose + " in " + rough_time(time);
}

std::string Digest::body() const {
    std::string body = "Since " + clock_text(begins_) + " these were not mailed one by one:\n";
    for (const auto& [process, line] : lines_) {
        body += "\n" + line_of(process, line);
    }
    if (of_others_ > 0) {
        body += "\n\nand " + count_of(of_others_, "alert") + " about other processes";
    }
    return body;
}

std::string Digest::line_of(const std::string& process, const Line& line) const {
    std::string text = shown_name(process) + ": ";
    if (line.crashes > 0) {
        text += count_of(line.crashes, "crash") + ", ";
    }
    switch (line.last) {
        case Notice::Kind::Crash:
            break;
        case Notice::Kind::Fatal:
        case Notice::Kind::Reminder:
            text += "FATAL, ";
            break;
        case Notice::Kind::Recovery:
            text += "RUNNING again, ";
            break;
    }
    text += line.is_flapping ? "flapping, " : "";
    text += clock_text(line.from);
    return line.from == line.to ? text : text + " to " + clock_text(line.to);
}

} // namespace halberd::alert
