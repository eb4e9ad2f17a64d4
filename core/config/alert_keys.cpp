#include "core/config/alert_keys.hpp"

#include "core/config/path_values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>

namespace halberd {
namespace {

struct AlertSection {
    std::string from;
    std::string to;
    std::string sendmail;
    std::string smtp;
    std::string maildir;
    bool require_tls = false;
    std::string credentials_file;
    std::string outbox;
    std::string expire;
    std::string rate_limit;
    std::string mail_limit;
    std::string digest;
    std::string quiet;
    std::string flapping;
    std::string remind;
    bool recovery = false;
};

Parsed<std::string> parse_mailboxes(std::string_view text) {
    if (text.empty()) {
        return bad_value("the address is empty", "write one like ops@example.com");
    }
    return parse_text(text);
}

Parsed<std::string> parse_command(std::string_view text) {
    if (text.empty()) {
        return bad_value("the command is empty", "write one such as /usr/sbin/sendmail -t -i");
    }
    return parse_text(text);
}

// User and password of a URL would be in the environment of every listener.
Parsed<std::string> parse_smtp_url(std::string_view text) {
    const bool is_smtp = text.starts_with("smtp://") || text.starts_with("smtps://");
    if (!is_smtp) {
        return bad_value(fmt::format("'{}' is no SMTP URL", text), "write smtp://HOST:PORT or smtps://HOST:PORT");
    }
    if (text.find('@') != std::string_view::npos) {
        return bad_value("user and password would be shown to other users", "put them into a file: credentials_file=");
    }
    return std::string(text);
}

Parsed<std::string> parse_outbox(std::string_view text, const ValueContext& context) {
    return text == "none" ? std::string(text) : parse_path(text, context);
}

// In seconds.
Parsed<std::string> parse_seconds(std::string_view text, const char* advice) {
    const auto time = parse_optional_duration(text);
    if (!time) {
        return tl::unexpected(time.error());
    }
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(**time);
    if (seconds < std::chrono::seconds(1)) {
        return bad_value(fmt::format("'{}' is too short", text), advice);
    }
    return std::to_string(seconds.count());
}

Parsed<std::string> parse_expire(std::string_view text) {
    return parse_seconds(text, "write 1s or more; 24h is the default");
}

Parsed<std::string> parse_time(std::string_view text) {
    return parse_seconds(text, "write 1s or more");
}

// As plugins read it: "3/600".
template <int Least>
Parsed<std::string> parse_limit(std::string_view text) {
    constexpr int most = 1000;
    const auto limit = parse_restart_limit(text);
    const auto time =
        limit ? std::chrono::duration_cast<std::chrono::seconds>((*limit)->period) : std::chrono::seconds(0);
    if (!limit || (*limit)->count < Least || (*limit)->count > most || time.count() == 0) {
        return bad_value(
            fmt::format("'{}' is not a limit", text),
            fmt::format("write NUMBER/DURATION, with a number from {} to {}: 20/10m is twenty in ten minutes", Least,
                        most));
    }
    return fmt::format("{}/{}", (*limit)->count, time.count());
}

// "22:00-07:00"
Parsed<std::string> parse_quiet(std::string_view text) {
    const auto is_time = [](std::string_view time) {
        const auto digit = [&](std::size_t at, char most) { return time[at] >= '0' && time[at] <= most; };
        return time.size() == 5 && digit(0, '2') && digit(1, time[0] == '2' ? '3' : '9') && time[2] == ':' &&
               digit(3, '5') && digit(4, '9');
    };
    if (text.size() != 11 || text[5] != '-' || !is_time(text.substr(0, 5)) || !is_time(text.substr(6)) ||
        text.substr(0, 5) == text.substr(6)) {
        return bad_value(fmt::format("'{}' is no part of a day", text), "write HH:MM-HH:MM, such as 22:00-07:00");
    }
    return std::string(text);
}

constexpr std::array alert_keys{
    Key<AlertSection>{"from", read<parse_mailboxes, &AlertSection::from>},
    Key<AlertSection>{"to", read<parse_mailboxes, &AlertSection::to>},
    Key<AlertSection>{"sendmail", read<parse_command, &AlertSection::sendmail>},
    Key<AlertSection>{"smtp", read<parse_smtp_url, &AlertSection::smtp>},
    Key<AlertSection>{"require_tls", read<parse_boolean, &AlertSection::require_tls>},
    Key<AlertSection>{"maildir", read<parse_path, &AlertSection::maildir>},
    Key<AlertSection>{"credentials_file", read<parse_path, &AlertSection::credentials_file>},
    Key<AlertSection>{"outbox", read<parse_outbox, &AlertSection::outbox>},
    Key<AlertSection>{"expire", read<parse_expire, &AlertSection::expire>},
    Key<AlertSection>{"rate_limit", read<parse_limit<1>, &AlertSection::rate_limit>},
    Key<AlertSection>{"mail_limit", read<parse_limit<2>, &AlertSection::mail_limit>},
    Key<AlertSection>{"digest", read<parse_time, &AlertSection::digest>},
    Key<AlertSection>{"quiet", read<parse_quiet, &AlertSection::quiet>},
    Key<AlertSection>{"flapping", read<parse_limit<2>, &AlertSection::flapping>},
    Key<AlertSection>{"recovery", read<parse_boolean, &AlertSection::recovery>},
    Key<AlertSection>{"remind", read<parse_time, &AlertSection::remind>},
};

void check_ways(SectionReader& reader) {
    std::vector<std::string_view> ways;
    for (const std::string_view way : {"sendmail", "smtp", "maildir"}) {
        if (reader.find(way) != nullptr) {
            ways.push_back(way);
        }
    }
    if (ways.size() > 1) {
        reader.error(ways.back(), fmt::format("is another way for the mail than {}=", ways.front()),
                     "keep one of sendmail=, smtp= and maildir=");
    }
    if (reader.find("smtp") != nullptr && reader.find("from") == nullptr) {
        reader.missing("smtp", "a mail server wants to know the sender", "add from= with an address");
    }
    for (const std::string_view key : {"require_tls", "credentials_file"}) {
        if (reader.find(key) != nullptr && reader.find("smtp") == nullptr) {
            reader.warning(key, "means nothing without smtp=", "add smtp=, or leave it out");
        }
    }
}

} // namespace

std::vector<std::string_view> alert_key_names() {
    return key_names(alert_keys);
}

std::map<std::string, std::string> read_alert_variables(const ReadContext& context) {
    const IniSection* section = context.document.find("alerts");
    if (section == nullptr) {
        return {};
    }
    SectionReader reader(context, *section);
    AlertSection values;
    reader.read<AlertSection>(alert_keys, values);
    check_ways(reader);
    std::map<std::string, std::string> variables{
        {"FROM", values.from},
        {"TO", values.to},
        {"SENDMAIL", values.sendmail},
        {"SMTP", values.smtp},
        {"REQUIRE_TLS", values.require_tls ? "true" : ""},
        {"MAILDIR", values.maildir},
        {"CREDENTIALS_FILE", values.credentials_file},
        {"OUTBOX", values.outbox},
        {"EXPIRE", values.expire},
        {"RATE_LIMIT", values.rate_limit},
        {"MAIL_LIMIT", values.mail_limit},
        {"DIGEST", values.digest},
        {"QUIET", values.quiet},
        {"FLAPPING", values.flapping},
        {"RECOVERY", values.recovery ? "true" : ""},
        {"REMIND", values.remind},
    };
    std::map<std::string, std::string> named;
    for (auto& [name, value] : variables) {
        if (!value.empty()) {
            named.emplace("SUPERVISOR_ALERTS_" + name, std::move(value));
        }
    }
    return named;
}

} // namespace halberd
