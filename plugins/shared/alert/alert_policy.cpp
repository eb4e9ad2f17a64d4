#include "plugins/shared/alert/alert_policy.hpp"

#include <algorithm>
#include <utility>

namespace halberd::alert {
namespace {

constexpr std::size_t most_processes = 10'000;
constexpr std::chrono::seconds between_sweeps{60};

} // namespace

AlertPolicy::AlertPolicy(PolicySettings settings) : settings_(std::move(settings)) {
    for (const auto& limit : {settings_.rate_limit, settings_.mail_limit}) {
        digest_time_ = std::max(digest_time_, limit ? limit->time : digest_time_);
    }
    digest_time_ = settings_.digest.value_or(digest_time_);
}

std::optional<Notice> AlertPolicy::on_crash(const std::string& name, Time now) {
    Process& process = process_of(name, now);
    note_trouble(process, now);
    ++process.crashes;
    process.is_running = false;
    process.last_crash = now;
    return tell_of_trouble(Notice::Kind::Crash, name, process, now);
}

std::optional<Notice> AlertPolicy::on_fatal(const std::string& name, Time now) {
    if (!settings_.remind || process_of(name, now).fatal_since) { // the event may come again
        return std::nullopt;
    }
    on_silent_fatal(name, now);
    return tell_of_trouble(Notice::Kind::Fatal, name, process_of(name, now), now);
}

void AlertPolicy::on_silent_fatal(const std::string& name, Time now) {
    if (!settings_.remind) {
        return;
    }
    Process& process = process_of(name, now);
    note_trouble(process, now);
    process.is_running = false;
    process.fatal_since = now;
    process.next_reminder = now + *settings_.remind;
}

std::optional<Notice> AlertPolicy::on_running(const std::string& name, Time now) {
    const auto found = processes_.find(name);
    if (found == processes_.end()) {
        return std::nullopt;
    }
    Process& process = found->second;
    process.fatal_since.reset();
    process.is_running = true;
    if (process.is_flapping || !process.is_in_trouble || !settings_.has_recovery) {
        return std::nullopt;
    }
    return tell_of_recovery(name, process, now);
}

void AlertPolicy::on_other_state(const std::string& name) {
    if (const auto found = processes_.find(name); found != processes_.end()) {
        found->second.fatal_since.reset();
        found->second.is_running = false;
    }
}

void AlertPolicy::forget_group(const std::string& group) {
    std::erase_if(processes_, [&](const auto& entry) { return entry.first.starts_with(group + ":"); });
}

std::vector<Notice> AlertPolicy::on_time(Time now, const IsSilent& is_silent) {
    std::vector<Notice> notices;
    for (auto& [name, process] : processes_) {
        for (const auto& notice :
             {remind(name, process, now, is_silent), end_of_flapping(name, process, now, is_silent)}) {
            if (notice) {
                notices.push_back(*notice);
            }
        }
    }
    if (now >= next_sweep_ || now + between_sweeps < next_sweep_) {
        sweep(now);
        next_sweep_ = now + between_sweeps;
    }
    return notices;
}

std::optional<Notice> AlertPolicy::remind(const std::string& name, Process& process, Time now,
                                          const IsSilent& is_silent) {
    if (!process.fatal_since || now < process.next_reminder) {
        return std::nullopt;
    }
    const auto quiet_end = settings_.quiet ? settings_.quiet->end(now) : std::nullopt;
    process.next_reminder = quiet_end.value_or(now + *settings_.remind);
    if (quiet_end || is_silent(name)) {
        return std::nullopt;
    }
    Notice notice{Notice::Kind::Reminder, name, now, *process.fatal_since, process.crashes};
    pass_or_hold(notice, may_leave(now));
    return notice;
}

std::optional<Notice> AlertPolicy::end_of_flapping(const std::string& name, Process& process, Time now,
                                                   const IsSilent& is_silent) {
    if (!process.is_flapping || now < process.last_crash + settings_.rate_limit->time) {
        return std::nullopt;
    }
    process.is_flapping = false;
    if (!process.is_running || !settings_.has_recovery || is_silent(name)) {
        return std::nullopt;
    }
    return tell_of_recovery(name, process, now);
}

void AlertPolicy::begin_digest_with(const std::vector<Notice>& notices) {
    digest_.reset();
    for (const Notice& notice : notices) {
        if (notice.is_held) {
            hold(notice);
        }
    }
}

AlertPolicy::Process& AlertPolicy::process_of(const std::string& name, Time now) {
    const auto found = processes_.find(name);
    if (found == processes_.end() && processes_.size() >= most_processes) {
        processes_.erase(
            std::ranges::min_element(processes_, {}, [](const auto& entry) { return entry.second.heard_of; }));
    }
    Process& process = processes_[name];
    process.heard_of = now;
    return process;
}

void AlertPolicy::note_trouble(Process& process, Time now) {
    if (!std::exchange(process.is_in_trouble, true)) {
        process.since = now;
        process.crashes = 0;
    }
}

// Of mail_limit one is the digest's.
bool AlertPolicy::may_leave(Time now) {
    if (settings_.quiet && settings_.quiet->end(now)) {
        return false;
    }
    const auto& limit = settings_.mail_limit;
    return !limit || mailed_.has_room({limit->count - 1, limit->time}, now);
}

Notice AlertPolicy::tell_of_trouble(Notice::Kind kind, const std::string& name, Process& process, Time now) {
    const bool has_room = !settings_.rate_limit || process.mailed.has_room(*settings_.rate_limit, now);
    process.is_flapping = process.is_flapping || !has_room;
    Notice notice{kind, name, now, process.since, process.crashes, process.is_flapping};
    pass_or_hold(notice, has_room && may_leave(now));
    if (!notice.is_held && settings_.rate_limit) {
        process.mailed.note(now);
    }
    return notice;
}

Notice AlertPolicy::tell_of_recovery(const std::string& name, Process& process, Time now) {
    Notice notice{Notice::Kind::Recovery, name, now, process.since, process.crashes};
    pass_or_hold(notice, may_leave(now));
    process.is_in_trouble = false;
    return notice;
}

void AlertPolicy::pass_or_hold(Notice& notice, bool may_pass) {
    notice.is_held = !may_pass;
    if (notice.is_held) {
        hold(notice);
    } else if (settings_.mail_limit) {
        mailed_.note(notice.at);
    }
}

void AlertPolicy::hold(const Notice& notice) {
    if (!digest_ || notice.at >= digest_->due()) {
        begin_digest(notice.at);
    }
    digest_->add(notice);
}

// Two digests are at least the limit's time apart, so that they are one mail of it.
void AlertPolicy::begin_digest(Time now) {
    Time due = now + digest_time_;
    if (const auto quiet_end = settings_.quiet ? settings_.quiet->end(due) : std::nullopt) {
        due = *quiet_end;
    }
    digest_.emplace(++digests_, now, due);
}

void AlertPolicy::sweep(Time now) {
    std::erase_if(processes_, [&](const auto& entry) {
        const Process& process = entry.second;
        const bool is_over = !settings_.rate_limit || process.mailed.is_over(*settings_.rate_limit, now);
        const bool is_awaited = process.is_in_trouble && settings_.has_recovery;
        return is_over && !process.fatal_since && !process.is_flapping && !is_awaited;
    });
}

} // namespace halberd::alert
