#include "plugins/shared/alert/announcer.hpp"

#include "plugins/shared/alert/time_span.hpp"

#include <algorithm>
#include <utility>

namespace halberd::alert {
namespace {

using Leaves = Notice::Leaves;

} // namespace

Announcer::Announcer(Host& host, Way way, const PolicySettings& policy, Wording wording)
    : host_(host),
      plugin_(way.settings.plugin),
      outbox_(host, std::move(way)),
      policy_(policy),
      wording_(std::move(wording)),
      now_(std::chrono::system_clock::now()) {}

void Announcer::on_event(const Event& event, Time now) {
    now_ = now;
    silences_.reset();
    follow_silences();
    tell_what_is_due();
    if (const auto group = event.process_group(); group && event.name() == "PROCESS_GROUP_REMOVED") {
        policy_.forget_group(std::string(*group));
    }
}

Result Announcer::tell(const Event& event, Notice::Kind kind, const Topic& topic, const Word& word) {
    std::optional<Notice> notice;
    return is_held(kind, topic, notice) ? Result::ok() : outbox_.send(event, word(*notice));
}

void Announcer::tell(Notice::Kind kind, const Topic& topic, const Word& word) {
    std::optional<Notice> notice;
    if (!is_held(kind, topic, notice)) {
        outbox_.send(word(*notice));
    }
}

// Whether nothing is to be sent, of `notice` or because there is none. What can't be kept is sent, unless it is silent.
bool Announcer::is_held(Notice::Kind kind, const Topic& topic, std::optional<Notice>& notice) {
    if (!outbox_.has_recipient()) {
        return true;
    }
    const Silence silence = silence_of(topic);
    notice = policy_.on(kind, topic.name, now_, silence);
    return !notice || (notice->is_held() && (keep({*notice}, silence) || silence.lasts()));
}

// The file is read once an event, and only when needed.
const outbox::Silences& Announcer::silences() {
    if (!silences_) {
        silences_ = outbox_.silences(now_);
    }
    return *silences_;
}

Silence Announcer::silence_of(const Topic& topic) {
    Silence silence;
    for (const std::string& process : topic.processes) {
        if (silences().contains(process)) {
            silence.processes.push_back(process);
        }
    }
    if (topic.needs_all && silence.processes.size() < topic.processes.size()) {
        return {};
    }
    silence.until = outbox::end_of_silence(silence.processes, silences(), now_);
    return silence;
}

// Somebody may have made a silence longer, or ended it.
void Announcer::follow_silences() {
    const Digest* digest = policy_.digest(Leaves::AfterSilence);
    if (digest != nullptr && now_ < digest->due() &&
        policy_.move_silence_digest(outbox::end_of_silence(digest->silenced(), silences(), now_), now_)) {
        try_to_keep(Leaves::AfterSilence);
    }
}

// Reminders, and recoveries of what was flapping.
void Announcer::tell_what_is_due() {
    const std::vector<Notice> notices =
        policy_.on_time(now_, [&](const std::string& process) { return silences().contains(process); });
    if (!outbox_.has_recipient()) {
        return;
    }
    const bool are_kept = std::ranges::any_of(notices, &Notice::is_held) && keep(notices);
    for (const Notice& notice : notices) {
        if (!notice.is_held() || !are_kept) {
            outbox_.send(wording_.notice(notice));
        }
    }
}

// Keeps the digest, in which these are. False when there is no place for it: then they are to be sent one by one.
bool Announcer::keep(const std::vector<Notice>& notices, const Silence& silence) {
    using Outcome = AlertOutbox::Kept;
    const Leaves leaves = silence.lasts() ? Leaves::AfterSilence : Leaves::WithDigest;
    Outcome kept = try_to_keep(leaves);
    if (kept == Outcome::Leaving) {
        policy_.begin_digest_with(notices, silence);
        kept = try_to_keep(leaves);
    }
    const std::string due = clock_text(policy_.digest(leaves)->due());
    for (const Notice& notice : notices) {
        if (!notice.is_held()) {
            continue;
        }
        const std::string about = plugin_ + ": an alert about " + shown_name(notice.topic);
        if (kept != Outcome::Yes) {
            host_.warn(about + " can't be held for a digest, and is " + (silence.lasts() ? "not sent" : "sent"));
        } else if (silence.lasts()) {
            host_.info(about + " is held until its silence ends, at " + due);
        } else {
            host_.info(about + " is held for the digest at " + due);
        }
    }
    return kept == Outcome::Yes;
}

AlertOutbox::Kept Announcer::try_to_keep(Leaves leaves) {
    const Digest& digest = *policy_.digest(leaves);
    Kept& kept = leaves == Leaves::AfterSilence ? silence_digest_ : digest_;
    if (std::exchange(kept.number, digest.number()) != digest.number()) {
        kept.ids.clear();
    }
    return outbox_.keep(kept.ids, wording_.digest(digest), {digest.due(), digest.silenced()});
}

} // namespace halberd::alert
