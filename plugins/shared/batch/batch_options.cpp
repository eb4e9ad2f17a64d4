#include "plugins/shared/batch/batch_options.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>
#include <utility>

namespace halberd::batch {
namespace {

using Transport = alert::MailOptions::Transport;
using Tls = mail::SmtpOptions::Tls;

constexpr int exit_incomplete = 1;
constexpr double milliseconds_of_a_minute = 60'000;
constexpr double most_minutes = 1e9;

struct Tick {
    const char* event;
    std::chrono::seconds period;
};
constexpr Tick ticks[] = {{"TICK_5", std::chrono::seconds(5)},
                          {"TICK_60", std::chrono::seconds(60)},
                          {"TICK_3600", std::chrono::seconds(3600)}};

std::optional<std::chrono::milliseconds> parse_minutes(const std::string& text) {
    double minutes = 0;
    const char* const begin = text.data() + (text.starts_with('+') ? 1 : 0);
    const auto [end, error] = std::from_chars(begin, text.data() + text.size(), minutes);
    if (error != std::errc() || end != text.data() + text.size() || !(std::abs(minutes) <= most_minutes)) {
        return std::nullopt;
    }
    return std::chrono::milliseconds(std::llround(minutes * milliseconds_of_a_minute));
}

// Empty, or what is wrong with -i or -e.
std::string take_clock(const options::CommandLine& line, Options& options) {
    const std::string minutes = line.value("interval").value_or("1");
    const auto interval = parse_minutes(minutes);
    if (!interval) {
        return "option -i: invalid floating-point value: '" + minutes + "'";
    }
    options.interval = *interval;
    options.tick_event = line.value("tickEvent").value_or("TICK_60");
    const auto tick = std::find_if(std::begin(ticks), std::end(ticks),
                                   [&](const Tick& known) { return known.event == options.tick_event; });
    if (tick == std::end(ticks)) {
        return "option -e: there is no event '" + options.tick_event + "', but TICK_5, TICK_60 and TICK_3600";
    }
    options.tick = tick->period;
    return {};
}

// -H as smtplib reads it: a name, a name and a port, or an IPv6 address without a port.
std::string url_of_host(const std::string& host) {
    if (host.find("://") != std::string::npos) {
        return host;
    }
    const bool is_bare_ipv6 = std::count(host.begin(), host.end(), ':') > 1 && !host.starts_with('[');
    return is_bare_ipv6 ? "smtp://[" + host + "]" : "smtp://" + host;
}

// As in superlance, a login by -u and -p needs both, any certificate will do, and without --tls a server without it
// gets the password as well. A URL is ours, and has our rules, as have passwords that come from elsewhere.
void take_server(const options::CommandLine& line, Options& options) {
    mail::SmtpOptions& smtp = options.mail.smtp;
    const std::string host = line.value("smtpHost").value_or("localhost");
    const std::string user = line.value("userName").value_or("");
    const std::string password = line.value("password").value_or("");
    smtp.url = url_of_host(host);
    smtp.tls = line.has("require-tls") ? Tls::Trusted : line.has("tls") ? Tls::Always : Tls::IfOffered;
    if (!user.empty() && !password.empty()) {
        smtp.user = user;
        smtp.password = password;
        smtp.guards_password = smtp.url == host;
        options.has_plain_login = !smtp.guards_password && smtp.tls == Tls::IfOffered;
    }
}

// Empty, or what is wrong with the gateway.
std::string take_gateway(const options::CommandLine& line, Options& options) {
    if (!line.has("sms-url") && !line.has("sms-url-file")) {
        return line.has("sms-template") ? "--sms-template goes with --sms-url or --sms-url-file" : "";
    }
    if (options.mail.is_transport_given || (line.has("sms-url") && line.has("sms-url-file"))) {
        return "--sms-url, --sms-url-file and the ways of a mail are different ways: give one of them";
    }
    auto form = gateway::read_template(line.value("sms-template").value_or(gateway::sms_form));
    if (!form) {
        return form.error();
    }
    gateway::Settings settings;
    settings.url = line.value("sms-url").value_or("");
    settings.url_file = line.value("sms-url-file").value_or("");
    settings.url_variable = "HALBERD_SMS_URL";
    settings.key_variable = "HALBERD_SMS_KEY";
    settings.form = gateway::BodyTemplate::Form::UrlEncoded;
    settings.body = std::move(*form);
    settings.outbox = options.mail.outbox;
    settings.expire = options.mail.expire;
    options.gateway = std::move(settings);
    return {};
}

// Empty, or what does not go together, or is no address.
std::string take_mail(const options::CommandLine& line, Options& options) {
    options.mail.email = *line.value("toEmail");
    options.mail.from = *line.value("fromEmail");
    options.mail.transport = line.has("sendmail_program") ? Transport::Command
                             : line.has("maildir")        ? Transport::Maildir
                                                          : Transport::Smtp;
    const char* const ways[] = {"smtpHost", "userName", "password", "sendmail_program", "maildir"};
    options.mail.is_transport_given =
        std::any_of(std::begin(ways), std::end(ways), [&](const char* way) { return line.has(way); });
    options.mail.command = line.value("sendmail_program").value_or(options.mail.command);
    options.mail.maildir = line.value("maildir").value_or("");
    options.mail.outbox = line.value("outbox").value_or("");
    options.mail.is_test = line.has("test");
    const auto expire = alert::read_expire(line);
    if (!expire) {
        return expire.error();
    }
    options.mail.expire = *expire;
    if (line.has("sendmail_program") + line.has("maildir") + line.has("smtpHost") > 1) {
        return "-H, --sendmail_program and --maildir are different ways for the mail: give one of them";
    }
    take_server(line, options);
    if (std::string fault = take_gateway(line, options); !fault.empty()) {
        return fault;
    }
    return options.gateway ? "" : alert::find_bad_address(options.mail);
}

} // namespace

tl::expected<Options, Exit> parse_options(const Tool& tool, const std::vector<std::string>& arguments) {
    const auto line = tool.usage->read(arguments);
    if (!line) {
        return tl::unexpected(line.error());
    }
    Options options;
    options.subject = line->value("subject").value_or(tool.default_subject);
    if (const std::string fault = take_clock(*line, options); !fault.empty()) {
        return tl::unexpected(tool.usage->error(fault));
    }
    for (const char* needed : {"toEmail", "fromEmail"}) {
        if (line->value(needed).value_or("").empty()) {
            return tl::unexpected(Exit{exit_incomplete, tool.usage->text(),
                                       std::string(tool.name) + ": --" + needed + " is missing, an address\n"});
        }
    }
    const auto policy = alert::read_policy_options(*line);
    if (!policy) {
        return tl::unexpected(tool.usage->error(policy.error()));
    }
    options.policy = *policy;
    if (const std::string fault = take_mail(*line, options); !fault.empty()) {
        return tl::unexpected(tool.usage->error(fault));
    }
    return options;
}

} // namespace halberd::batch
