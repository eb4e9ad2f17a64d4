#include "plugins/webhook/wording.hpp"

#include "plugins/shared/alert/time_span.hpp"
#include "plugins/shared/gateway/notice.hpp"
#include "plugins/webhook/occasion.hpp"

#include <algorithm>
#include <utility>

namespace halberd::webhook {
namespace {

using Kind = alert::Notice::Kind;

// What happened, as a state of the process.
struct State {
    const char* name;
    const char* severity;
    const char* action;
};

State state_of(Kind kind) {
    switch (kind) {
        case Kind::Recovery:
        case Kind::Settled:
            return {"RUNNING", "info", "resolve"};
        case Kind::Fatal:
        case Kind::Reminder:
            return {"FATAL", "critical", "trigger"};
        default:
            return {"EXITED", "error", "trigger"};
    }
}

// The words of a mail, among the fields of a message about nothing.
alert::Alert with_fields(alert::Alert alert, alert::Notice::Time at, const std::string& host) {
    alert.fields = no_fields(at, host);
    alert.fields["summary"] = alert.subject;
    alert.fields["text"] = gateway::shortened(alert.subject + "\n" + alert.body);
    alert.fields["details"] = alert.body;
    return alert;
}

} // namespace

alert::Wording webhook_wording(const std::string& host) {
    return {[host](const alert::Notice& notice) {
                alert::Alert alert = with_fields(alert::word_notice(notice, "", host), notice.at, host);
                const std::size_t colon = std::min(notice.topic.find(':'), notice.topic.size());
                const State state = state_of(notice.kind);
                alert.fields["event"] = std::string("PROCESS_STATE_") + state.name;
                alert.fields["name"] = notice.topic;
                alert.fields["group"] = notice.topic.substr(0, colon);
                alert.fields["process"] = notice.topic.substr(std::min(colon + 1, notice.topic.size()));
                alert.fields["state"] = state.name;
                alert.fields["severity"] = state.severity;
                alert.fields["action"] = state.action;
                return alert;
            },
            [host](const alert::Digest& digest) {
                alert::Alert alert = with_fields(alert::word_digest(digest, "", host), digest.due(), host);
                alert.fields["event"] = "DIGEST";
                alert.fields["name"] = "digest";
                alert.fields["severity"] = "warning";
                alert.fields["action"] = "trigger";
                return alert;
            }};
}

alert::Alert with_details(alert::Alert crash, const crash::CrashDetails& details, const ProcessState& process,
                          const std::string& host) {
    const crash::CrashReport report = crash::report_details({}, details, process, "", host);
    const std::string text = report.body.substr(std::min(report.body.find_first_not_of('\n'), report.body.size()));
    crash.fields["exit"] = details.cause;
    crash.fields["started"] = details.started ? alert::clock_text(*details.started) : "";
    crash.fields["crashes"] = details.crashes > 0 ? std::to_string(details.crashes) : "";
    crash.fields["details"] = text;
    crash.fields["text"] = gateway::shortened(crash.fields["text"] + "\n\n" + text);
    crash.fields["summary"] = report.subject;
    crash.subject = report.subject;
    return crash;
}

alert::Alert with_flapping(alert::Alert crash, const alert::Alert& flapping) {
    crash.subject = flapping.subject;
    crash.about = flapping.about;
    crash.fields["text"] = gateway::shortened(flapping.fields.at("text") + "\n\n" + crash.fields["text"]);
    crash.fields["summary"] = flapping.subject;
    return crash;
}

} // namespace halberd::webhook
