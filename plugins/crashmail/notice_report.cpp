#include "plugins/crashmail/notice_report.hpp"

#include <halberd/timestamp.hpp>

namespace halberd::crashmail {
namespace {

std::string subject(const std::string& optional_header, const std::string& what, const std::string& host) {
    return (optional_header.empty() ? "" : optional_header + ": ") + what + " on " + host;
}

// To the second.
std::string clock_text(alert::Notice::Time time) {
    return timestamp(time).substr(0, 19);
}

} // namespace

CrashReport report_notice(const alert::Notice& notice, const std::string& optional_header, const std::string& host) {
    using Kind = alert::Notice::Kind;
    const std::string name = alert::shown_name(notice.process);
    const std::string crashes =
        notice.crashes == 1 ? "It crashed once" : "It crashed " + std::to_string(notice.crashes) + " times";
    CrashReport report;
    if (notice.kind == Kind::Recovery) {
        report.subject = subject(optional_header, name + " is RUNNING again", host);
        report.body = name + " is RUNNING again, at " + clock_text(notice.at) + ".\n" +
                      (notice.crashes > 0 ? crashes : "It was FATAL") + " since " + clock_text(notice.since) + ".";
    } else {
        const bool is_reminder = notice.kind == Kind::Reminder;
        report.subject = subject(optional_header, name + (is_reminder ? " is still FATAL" : " is FATAL"), host);
        report.body = name + " is FATAL since " + clock_text(notice.since) +
                      ": supervisord does not start it again by itself.\n\nsupervisorctl tail " + name +
                      " stderr\nsupervisorctl start " + name;
    }
    return report;
}

CrashReport report_digest(const alert::Digest& digest, const std::string& optional_header, const std::string& host) {
    return {subject(optional_header, digest.subject(), host), digest.body()};
}

} // namespace halberd::crashmail
