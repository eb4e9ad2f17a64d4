#include "plugins/shared/alert/wording.hpp"

#include "plugins/shared/alert/time_span.hpp"
#include "sdk/mail/host_name.hpp"

#include <algorithm>
#include <utility>

namespace halberd::alert {
namespace {

using Kind = Notice::Kind;

std::string times(std::size_t count) {
    return count == 1 ? "once" : std::to_string(count) + " times";
}

Alert word_flapping(const Notice& notice, const std::string& name) {
    const auto time = std::chrono::ceil<std::chrono::seconds>(notice.at - notice.since);
    return {name + " is flapping: " + std::to_string(notice.crashes) + (notice.crashes == 1 ? " crash" : " crashes") +
                " in " + rough_time(std::max(time, std::chrono::seconds(1))),
            name + " crashed " + times(notice.crashes) + " since " + clock_text(notice.since) +
                ".\nIts further crashes are told by a digest, until it has had none for " + rough_time(notice.calm) +
                ".\n\nsupervisorctl tail " + name + " stderr\nsupervisorctl stop " + name,
            name + ", which is flapping",
            {}};
}

Alert word_recovery(const Notice& notice, const std::string& name) {
    const std::string trouble = (notice.crashes > 0 ? "It crashed " + times(notice.crashes) : "It was FATAL") +
                                " since " + clock_text(notice.since) + ".";
    const bool has_settled = notice.kind == Kind::Settled;
    return {name + (has_settled ? " has settled" : " is RUNNING again"),
            has_settled ? name + " is RUNNING, and has not crashed for " + rough_time(notice.calm) + ".\n" + trouble
                        : name + " is RUNNING again, at " + clock_text(notice.at) + ".\n" + trouble,
            "the recovery of " + name,
            {}};
}

Alert word_fatal(const Notice& notice, const std::string& name) {
    return {name + (notice.kind == Kind::Reminder ? " is still FATAL" : " is FATAL"),
            name + " is FATAL since " + clock_text(notice.since) +
                ": supervisord does not start it again by itself.\n\nsupervisorctl tail " + name +
                " stderr\nsupervisorctl start " + name,
            name + " being FATAL",
            {}};
}

} // namespace

std::string subject_prefix(const std::string& plugin, const std::string& name) {
    return name.empty() ? plugin + ": " : plugin + " [" + name + "]: ";
}

Alert word_notice(const Notice& notice, const std::string& prefix, const std::string& host) {
    const std::string name = shown_name(notice.topic);
    Alert alert = notice.kind == Kind::Flapping                                   ? word_flapping(notice, name)
                  : notice.kind == Kind::Recovery || notice.kind == Kind::Settled ? word_recovery(notice, name)
                                                                                  : word_fatal(notice, name);
    alert.subject = prefix + alert.subject + " on " + host;
    return alert;
}

Alert word_digest(const Digest& digest, const std::string& prefix, const std::string& host) {
    return {prefix + digest.subject() + " on " + host, digest.body(), "what was held back", {}};
}

Wording mail_wording(std::string prefix) {
    const std::string host = mail::host_name();
    return {[prefix, host](const Notice& notice) { return word_notice(notice, prefix, host); },
            [prefix, host](const Digest& digest) { return word_digest(digest, prefix, host); }};
}

} // namespace halberd::alert
