#pragma once

#include "plugins/shared/alert/digest.hpp"
#include "plugins/shared/alert/notice.hpp"
#include "plugins/shared/alert/quiet_hours.hpp"
#include "plugins/shared/alert/rate_limit.hpp"
#include "plugins/shared/alert/silence.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace halberd::alert {

// How a person is not flooded. Without any of it each happening is a notice.
struct PolicySettings {
    std::optional<RateLimit> rate_limit;        // messages about one topic
    std::optional<RateLimit> mail_limit;        // messages about all of them, the digest among them; two or more
    std::optional<std::chrono::seconds> digest; // nothing: as long as the longest of the limits
    std::optional<QuietHours> quiet;
    std::optional<RateLimit> flapping;          // so many crashes of a process, and it is flapping
    std::optional<std::chrono::seconds> remind; // of FATAL, each time that so long has passed
    bool has_recovery = false;
};

// Decides which happenings are told at once, which are held for a digest, and which say nothing. It has no clock: each
// input has its time. It remembers what is in trouble, and what was told within the limits' time; of more than ten
// thousand topics it forgets those that were heard of longest ago.
//
// A process that crashes as often as `flapping` says is told to be flapping, once; its crashes are held then, until it
// has had none for the limit's time: if it is RUNNING then, it is told to have settled. A process that runs into
// rate_limit is flapping as well, without a message of its own: its recovery is told when it has not crashed for the
// limit's time.
//
// What happens during a silence changes nothing of the limits, and is held for a digest of its own.
class AlertPolicy {
 public:
    using Time = Notice::Time;

    explicit AlertPolicy(PolicySettings settings);

    // What is to be done about a happening, if anything: a Crash, Fatal, Recovery (it is RUNNING, and that is told only
    // if it was in trouble), Restart, Failure or Other. A notice that is held is in its digest already.
    std::optional<Notice> on(Notice::Kind kind, const std::string& topic, Time now, const Silence& silence = {});

    // A process is in another state: no longer FATAL, or RUNNING.
    void on_other_state(const std::string& process);

    // It is not there any more.
    void forget_group(const std::string& group);

    // What has become due: reminders, and recoveries of processes that were flapping, but for those that are silent.
    // With each event, and each tick.
    using IsSilent = std::function<bool(const std::string& process)>;
    std::vector<Notice> on_time(
        Time now, const IsSilent& is_silent = [](const std::string&) { return false; });

    bool is_quiet(Time now) const { return settings_.quiet && settings_.quiet->end(now); }

    // The one that grows, of those that leave so: null before the first notice that is held. When it is due the next
    // such notice begins another.
    const Digest* digest(Notice::Leaves leaves = Notice::Leaves::WithDigest) const;

    // The digest is leaving already: those of the notices that are held, its last ones, begin another. They have one
    // silence, or none.
    void begin_digest_with(const std::vector<Notice>& notices, const Silence& silence = {});

    // The silences for which their digest waits, Digest::silenced(), end at another time than it was told. Whether that
    // makes a difference to when it is due, which it was not yet.
    bool move_silence_digest(Time end, Time now);

 private:
    struct Process {
        PassedTimes told;
        PassedTimes crash_times; // as far as `flapping` counts
        bool is_in_trouble = false;
        bool is_flapping = false;
        bool is_told_to_flap = false;
        std::size_t crashes = 0; // of the trouble
        Time since;              // the trouble
        Time heard_of;
        Time last_crash;
        bool is_running = false; // while it is flapping
        std::optional<Time> fatal_since;
        Time next_reminder;
    };

    Process& process_of(const std::string& name, Time now);
    void note_trouble(Process& process, Time now);
    void note_fatal(Process& process, Time now);
    bool begins_to_flap(Process& process, Time now);
    bool may_leave(Time now);
    std::optional<Notice> on_silent(Notice::Kind kind, const std::string& topic, Time now, const Silence& silence);
    Notice on_crash(const std::string& name, Time now);
    std::optional<Notice> on_fatal(const std::string& name, Time now);
    std::optional<Notice> on_running(const std::string& name, Time now);
    Notice tell(Notice notice, Process& process);
    Notice tell_of_flapping(const std::string& name, const Process& process, Time now);
    Notice tell_of_recovery(Notice::Kind kind, const std::string& name, Process& process, Time now);
    void pass_or_hold(Notice& notice, bool may_pass);
    void hold(const Notice& notice, const Silence& silence = {});
    Time after_quiet(Time due) const;
    std::optional<Notice> remind(const std::string& name, Process& process, Time now, const IsSilent& is_silent);
    std::optional<Notice> end_of_flapping(const std::string& name, Process& process, Time now,
                                          const IsSilent& is_silent);
    void sweep(Time now);

    PolicySettings settings_;
    std::chrono::seconds digest_time_{0};
    std::map<std::string, Process> processes_; // and other topics
    PassedTimes told_;
    std::optional<Digest> digest_;
    std::optional<Digest> silence_digest_;
    unsigned digests_ = 0;
    Time next_sweep_;
};

} // namespace halberd::alert
