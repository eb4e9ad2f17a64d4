#include "plugins/shared/alert/alert_policy.hpp"

#include <algorithm>
#include <utility>

namespace halberd::alert {
namespace {

using Kind = Notice::Kind;
using Leaves = Notice::Leaves;

constexpr std::size_t most_processes = 10'000;
constexpr std::chrono::seconds between_sweeps{60};

} // namespace

AlertPolicy::AlertPolicy(PolicySettings settings) : settings_(std::move(settings)) {
    for (const auto& limit : {settings_.rate_limit, settings_.mail_limit, settings_.flapping}) {
        digest_time_ = std::max(digest_time_, limit ? limit->time : digest_time_);
    }
    digest_time_ = settings_.digest.value_or(digest_time_);
}

std::optional<Notice> AlertPolicy::on(Kind kind, const std::string& topic, Time now, const Silence& silence) {
    if (silence.lasts()) {
        return on_silent(kind, topic, now, silence);
    }
    switch (kind) {
        case Kind::Crash:
            return on_crash(topic, now);
        case Kind::Fatal:
            return on_fatal(topic, now);
        case Kind::Recovery:
            return on_running(topic, now);
        default:
            return tell({.kind = kind, .topic = topic, .at = now, .since = now}, process_of(topic, now));
    }
}

// A FATAL that lasts longer than the silence is told by reminders. A process that is RUNNING is in no trouble of which
// anybody has heard.
std::optional<Notice> AlertPolicy::on_silent(Kind kind, const std::string& topic, Time now, const Silence& silence) {
    if (kind == Kind::Recovery) {
        processes_.erase(topic);
        return std::nullopt;
    }
    if (kind == Kind::Fatal) {
        note_fatal(process_of(topic, now), now);
    } else if (const auto found = processes_.find(topic); kind == Kind::Crash && found != processes_.end()) {
        found->second.is_running = false; // it has not settled
        found->second.last_crash = now;
    }
    Notice notice{.kind = kind, .topic = topic, .at = now, .since = now, .leaves = Leaves::AfterSilence};
    hold(notice, silence);
    return notice;
}

Notice AlertPolicy::on_crash(const std::string& name, Time now) {
    Process& process = process_of(name, now);
    note_trouble(process, now);
    ++process.crashes;
    process.is_running = false;
    process.last_crash = now;
    if (begins_to_flap(process, now)) {
        return tell_of_flapping(name, process, now);
    }
    return tell({.kind = Kind::Crash, .topic = name, .at = now, .since = process.since, .crashes = process.crashes},
                process);
}

std::optional<Notice> AlertPolicy::on_fatal(const std::string& name, Time now) {
    Process& process = process_of(name, now);
    if (process.fatal_since) { // the event may come again
        return std::nullopt;
    }
    note_fatal(process, now);
    return tell({.kind = Kind::Fatal, .topic = name, .at = now, .since = process.since, .crashes = process.crashes},
                process);
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
    return tell_of_recovery(Kind::Recovery, name, process, now);
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
    Notice notice{
        .kind = Kind::Reminder, .topic = name, .at = now, .since = *process.fatal_since, .crashes = process.crashes};
    pass_or_hold(notice, may_leave(now));
    return notice;
}

std::optional<Notice> AlertPolicy::end_of_flapping(const std::string& name, Process& process, Time now,
                                                   const IsSilent& is_silent) {
    const auto& limit = process.is_told_to_flap ? settings_.flapping : settings_.rate_limit;
    if (!process.is_flapping || !limit || now < process.last_crash + limit->time) {
        return std::nullopt;
    }
    const bool has_settled = std::exchange(process.is_told_to_flap, false);
    process.is_flapping = false;
    if (!process.is_running || is_silent(name) || !(has_settled || settings_.has_recovery)) {
        return std::nullopt;
    }
    return tell_of_recovery(has_settled ? Kind::Settled : Kind::Recovery, name, process, now);
}

const Digest* AlertPolicy::digest(Leaves leaves) const {
    const auto& digest = leaves == Leaves::AfterSilence ? silence_digest_ : digest_;
    return digest ? &*digest : nullptr;
}

void AlertPolicy::begin_digest_with(const std::vector<Notice>& notices, const Silence& silence) {
    (silence.lasts() ? silence_digest_ : digest_).reset();
    for (const Notice& notice : notices) {
        if (notice.is_held()) {
            hold(notice, silence);
        }
    }
}

bool AlertPolicy::move_silence_digest(Time end, Time now) {
    const Time due = after_quiet(end);
    if (!silence_digest_ || now >= silence_digest_->due() || due == silence_digest_->due()) {
        return false;
    }
    silence_digest_->set_due(due);
    return true;
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

void AlertPolicy::note_fatal(Process& process, Time now) {
    note_trouble(process, now);
    process.is_running = false;
    if (settings_.remind) {
        process.fatal_since = now;
        process.next_reminder = now + *settings_.remind;
    }
}

bool AlertPolicy::begins_to_flap(Process& process, Time now) {
    if (!settings_.flapping) {
        return false;
    }
    if (process.crash_times.has_room(*settings_.flapping, now)) {
        process.crash_times.note(now);
    }
    if (process.is_told_to_flap || process.crash_times.count() < settings_.flapping->count) {
        return false;
    }
    process.is_flapping = true;
    process.is_told_to_flap = true;
    return true;
}

// Of mail_limit one is the digest's.
bool AlertPolicy::may_leave(Time now) {
    const auto& limit = settings_.mail_limit;
    return !is_quiet(now) && (!limit || told_.has_room({limit->count - 1, limit->time}, now));
}

// Only crashes are what flapping is about: that it became FATAL is news.
Notice AlertPolicy::tell(Notice notice, Process& process) {
    const bool has_room = !settings_.rate_limit || process.told.has_room(*settings_.rate_limit, notice.at);
    process.is_flapping = process.is_flapping || (!has_room && process.is_in_trouble);
    notice.is_flapping = process.is_flapping;
    const bool is_known = process.is_told_to_flap && notice.kind == Kind::Crash;
    pass_or_hold(notice, has_room && !is_known && may_leave(notice.at));
    if (!notice.is_held() && settings_.rate_limit) {
        process.told.note(notice.at);
    }
    return notice;
}

// Whatever rate_limit says: it is what the person has to know of all the others.
Notice AlertPolicy::tell_of_flapping(const std::string& name, const Process& process, Time now) {
    Notice notice{.kind = Kind::Flapping,
                  .topic = name,
                  .at = now,
                  .since = process.crash_times.first(),
                  .crashes = process.crash_times.count(),
                  .calm = settings_.flapping->time,
                  .is_flapping = true};
    pass_or_hold(notice, may_leave(now));
    return notice;
}

Notice AlertPolicy::tell_of_recovery(Kind kind, const std::string& name, Process& process, Time now) {
    Notice notice{.kind = kind, .topic = name, .at = now, .since = process.since, .crashes = process.crashes};
    notice.calm = kind == Kind::Settled ? settings_.flapping->time : notice.calm;
    pass_or_hold(notice, may_leave(now));
    process.is_in_trouble = false;
    return notice;
}

void AlertPolicy::pass_or_hold(Notice& notice, bool may_pass) {
    notice.leaves = may_pass ? Leaves::AtOnce : Leaves::WithDigest;
    if (notice.is_held()) {
        hold(notice);
    } else if (settings_.mail_limit) {
        told_.note(notice.at);
    }
}

// Two digests of what is too much are at least the limit's time apart, so that they are one message of it.
void AlertPolicy::hold(const Notice& notice, const Silence& silence) {
    auto& digest = silence.lasts() ? silence_digest_ : digest_;
    if (!digest || notice.at >= digest->due()) {
        digest.emplace(++digests_, notice.at, after_quiet(silence.lasts() ? silence.until : notice.at + digest_time_),
                       notice.leaves);
    }
    digest->add(notice);
    digest->wait_for(silence.processes);
    if (silence.lasts()) {
        digest->set_due(std::max(digest->due(), after_quiet(silence.until)));
    }
}

AlertPolicy::Time AlertPolicy::after_quiet(Time due) const {
    const auto quiet_end = settings_.quiet ? settings_.quiet->end(due) : std::nullopt;
    return quiet_end.value_or(due);
}

void AlertPolicy::sweep(Time now) {
    std::erase_if(processes_, [&](const auto& entry) {
        const Process& process = entry.second;
        const bool is_over = (!settings_.rate_limit || process.told.is_over(*settings_.rate_limit, now)) &&
                             (!settings_.flapping || process.crash_times.is_over(*settings_.flapping, now));
        const bool is_awaited = process.is_in_trouble && settings_.has_recovery;
        return is_over && !process.fatal_since && !process.is_flapping && !is_awaited;
    });
}

} // namespace halberd::alert
