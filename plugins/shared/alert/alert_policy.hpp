#pragma once

#include "plugins/shared/alert/digest.hpp"
#include "plugins/shared/alert/notice.hpp"
#include "plugins/shared/alert/quiet_hours.hpp"
#include "plugins/shared/alert/rate_limit.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace halberd::alert {

// How a person is not flooded. Without any of it each crash is a notice, and nothing else is.
struct PolicySettings {
    std::optional<RateLimit> rate_limit;        // mails about one process
    std::optional<RateLimit> mail_limit;        // mails about all of them, the digest among them; two or more
    std::optional<std::chrono::seconds> digest; // nothing: as long as the longer of the limits
    std::optional<QuietHours> quiet;
    std::optional<std::chrono::seconds> remind; // FATAL is told, and again each time that so long has passed
    bool has_recovery = false;
};

// Decides which happenings are mailed at once, which are held for the digest, and which say nothing. It has no clock:
// each input has its time. It remembers processes that are in trouble, and those that were mailed about within the
// limit's time; of more than ten thousand it forgets those that were heard of longest ago.
//
// A process that runs into rate_limit is flapping until it has not crashed for the limit's time: if it is RUNNING then,
// that is its recovery.
class AlertPolicy {
 public:
    using Time = Notice::Time;

    explicit AlertPolicy(PolicySettings settings);

    // What is to be done, if anything. A notice that is held is in digest() already.
    std::optional<Notice> on_crash(const std::string& process, Time now);
    std::optional<Notice> on_fatal(const std::string& process, Time now);
    std::optional<Notice> on_running(const std::string& process, Time now);

    // The same where nobody wants to hear of it for some time: a FATAL that lasts longer is told by reminders.
    void on_silent_fatal(const std::string& process, Time now);

    // It is in another state: no longer FATAL, or RUNNING.
    void on_other_state(const std::string& process);

    // It is not there any more, or nobody wants to hear of it.
    void forget(const std::string& process) { processes_.erase(process); }
    void forget_group(const std::string& group);

    // What has become due: reminders, and recoveries of processes that were flapping, but for those that are silent.
    // With each event, and each tick.
    using IsSilent = std::function<bool(const std::string& process)>;
    std::vector<Notice> on_time(
        Time now, const IsSilent& is_silent = [](const std::string&) { return false; });

    // The one that grows: there is one after the first notice that is held. When it is due the next such notice begins
    // another.
    const Digest& digest() const { return *digest_; }

    // The digest is leaving already: those notices that are held, its last ones, begin another.
    void begin_digest_with(const std::vector<Notice>& notices);

 private:
    struct Process {
        PassedTimes mailed;
        bool is_in_trouble = false;
        bool is_flapping = false;
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
    bool may_leave(Time now);
    Notice tell_of_trouble(Notice::Kind kind, const std::string& name, Process& process, Time now);
    Notice tell_of_recovery(const std::string& name, Process& process, Time now);
    void pass_or_hold(Notice& notice, bool may_pass);
    void hold(const Notice& notice);
    void begin_digest(Time now);
    std::optional<Notice> remind(const std::string& name, Process& process, Time now, const IsSilent& is_silent);
    std::optional<Notice> end_of_flapping(const std::string& name, Process& process, Time now,
                                          const IsSilent& is_silent);
    void sweep(Time now);

    PolicySettings settings_;
    std::chrono::seconds digest_time_{0};
    std::map<std::string, Process> processes_;
    PassedTimes mailed_;
    std::optional<Digest> digest_;
    unsigned digests_ = 0;
    Time next_sweep_;
};

} // namespace halberd::alert
