#include "plugins/shared/alert/digest.hpp"

#include "plugins/shared/alert/time_span.hpp"

#include <algorithm>

namespace halberd::alert {
namespace {

constexpr std::size_t most_topics = 1000;

constexpr std::array nouns{"crash", "restart", "failure", "alert"};

// "1 crash", "2 crashes", "2 alerts"
std::string number_of(std::size_t count, const std::string& word) {
    const char* plural = word.ends_with("s") || word.ends_with("sh") ? "es" : "s";
    return std::to_string(count) + " " + word + (count == 1 ? "" : plural);
}

} // namespace

Digest::Count Digest::count_of(Notice::Kind kind) {
    switch (kind) {
        case Notice::Kind::Crash:
        case Notice::Kind::Flapping:
            return Crashes;
        case Notice::Kind::Restart:
            return Restarts;
        case Notice::Kind::Failure:
            return Failures;
        default:
            return Others;
    }
}

void Digest::add(const Notice& notice) {
    const Count count = count_of(notice.kind);
    ++notices_;
    ++counts_.at(count);
    const auto known = lines_.find(notice.topic);
    if (known == lines_.end() && lines_.size() >= most_topics) {
        ++of_others_;
        return;
    }
    Line& line = known != lines_.end() ? known->second : lines_[notice.topic];
    if (known == lines_.end()) {
        line.from = notice.at;
    }
    ++line.counts.at(count);
    line.last = notice.kind;
    line.to = notice.at;
    line.is_flapping = line.is_flapping || notice.is_flapping;
}

std::string Digest::subject() const {
    const auto* const all_alike = std::ranges::find(counts_, notices_);
    const bool has_noun = all_alike != counts_.end() && all_alike != &counts_[Others];
    const bool is_of_silence = why_ == Notice::Leaves::AfterSilence;
    const std::string noun = has_noun ? nouns.at(static_cast<std::size_t>(all_alike - counts_.begin())) : nouns[Others];
    const std::string what = number_of(notices_, is_of_silence ? noun : "more " + noun);
    const std::string whose = lines_.size() == 1
                                  ? shown_name(lines_.begin()->first)
                                  : number_of(lines_.size(), counts_[Failures] > 0 ? "target" : "process");
    const std::string subject = what + (has_noun ? " of " : " about ") + whose;
    if (is_of_silence) {
        return subject + (lines_.size() == 1 ? ", which was silent" : ", which were silent");
    }
    return subject + " in " + rough_time(std::chrono::round<std::chrono::seconds>(due_ - begins_));
}

std::string Digest::first_line() const {
    if (why_ == Notice::Leaves::WithDigest) {
        return "Since " + clock_text(begins_) + " these were not mailed one by one:\n";
    }
    std::string names;
    for (const std::string& process : silenced_) {
        names += (names.empty() ? "" : ", ") + shown_name(process);
        if (names.size() > 200) {
            names += " and others";
            break;
        }
    }
    return "Since " + clock_text(begins_) + " these were not told, because of the silence of " + names + ":\n";
}

std::string Digest::body() const {
    std::string body = first_line();
    for (const auto& [topic, line] : lines_) {
        body += "\n" + line_of(topic, line);
    }
    if (of_others_ > 0) {
        body += "\n\nand " + number_of(of_others_, "alert") + " about other processes";
    }
    return body;
}

std::string Digest::line_of(const std::string& topic, const Line& line) {
    std::string text = shown_name(topic) + ": ";
    for (const Count count : {Crashes, Restarts, Failures}) {
        text += line.counts.at(count) > 0 ? number_of(line.counts.at(count), nouns.at(count)) + ", " : "";
    }
    switch (line.last) {
        case Notice::Kind::Fatal:
        case Notice::Kind::Reminder:
            text += "FATAL, ";
            break;
        case Notice::Kind::Recovery:
        case Notice::Kind::Settled:
            text += "RUNNING again, ";
            break;
        case Notice::Kind::Answer:
            text += "answers again, ";
            break;
        case Notice::Kind::Other:
            text += number_of(line.counts[Others], "alert") + ", ";
            break;
        default:
            break;
    }
    text += line.is_flapping ? "flapping, " : "";
    text += clock_text(line.from);
    return line.from == line.to ? text : text + " to " + clock_text(line.to);
}

} // namespace halberd::alert
