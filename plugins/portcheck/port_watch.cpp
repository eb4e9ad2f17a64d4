#include "plugins/portcheck/port_watch.hpp"

#include <array>
#include <cstdio>
#include <ctime>
#include <utility>

namespace halberd::portcheck {
namespace {

constexpr std::chrono::hours day{24};

std::string utc_date(PortWatch::Time time) {
    const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
    std::tm utc{};
    ::gmtime_r(&seconds, &utc);
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02d-%02d %02d:%02d:%02d UTC", utc.tm_year + 1900, utc.tm_mon + 1,
                  utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec);
    return text.data();
}

std::string count_of(std::chrono::system_clock::duration time) {
    const auto days = std::chrono::duration_cast<std::chrono::hours>(time).count() / day.count();
    return std::to_string(days) + (days == 1 ? " day" : " days");
}

std::string certificate_text(PortWatch::Time end, PortWatch::Time now) {
    return end <= now ? "its certificate ended " + count_of(now - end) + " ago"
                      : "its certificate ends in " + count_of(end - now);
}

std::string joined(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names) {
        text += (text.empty() ? "" : ", ") + name;
    }
    return text;
}

// The first line is the subject if it is the only one; of several failures it is how many there are.
std::string subject_of(const Round& round, int failures, std::size_t targets) {
    if (failures > 1) {
        return std::to_string(failures) + " of " + std::to_string(targets) + " targets fail";
    }
    return round.lines.empty() ? "" : round.lines.front();
}

} // namespace

PortWatch::PortWatch(std::vector<Target> targets, std::optional<int> certificate_days)
    : targets_(std::move(targets)), certificate_days_(certificate_days) {}

Round PortWatch::take(const std::vector<Finding>& findings, Time now) {
    Round round;
    std::vector<std::string> good_news;
    std::vector<std::string> concerned;
    int failures = 0;
    for (std::size_t at = 0; at < targets_.size() && at < findings.size(); ++at) {
        const std::string& name = targets_[at].text;
        if (!findings[at].is_ok()) {
            ++failures;
            concerned.push_back(name);
            round.lines.push_back(name + ": " + findings[at].failure);
            round.has_news = failing_.insert(name).second || round.has_news;
        } else if (failing_.erase(name) > 0) {
            concerned.push_back(name);
            good_news.push_back(name + " answers again");
        }
    }
    round.has_failure = failures > 0;
    round.has_good_news = !good_news.empty();
    round.has_news = round.has_news || round.has_good_news;
    round.lines.insert(round.lines.end(), good_news.begin(), good_news.end());
    round.topic = joined(concerned);
    for (std::size_t at = 0; at < targets_.size() && at < findings.size(); ++at) {
        if (findings[at].certificate_end) {
            round.has_news =
                take_certificate(targets_[at], *findings[at].certificate_end, now, round) || round.has_news;
        }
    }
    if (round.topic.empty()) { // nothing but certificates
        round.topic = "certificates";
    }
    round.subject = subject_of(round, failures, targets_.size());
    return round;
}

bool PortWatch::take_certificate(const Target& target, Time end, Time now, Round& round) {
    if (!certificate_days_ || end - now > *certificate_days_ * day) {
        warned_.erase(target.text);
        return false;
    }
    round.lines.push_back(target.text + ": " + certificate_text(end, now) + ", on " + utc_date(end));
    const auto warned = warned_.find(target.text);
    if (warned != warned_.end() && now - warned->second < day) {
        return false;
    }
    warned_[target.text] = now;
    return true;
}

} // namespace halberd::portcheck
