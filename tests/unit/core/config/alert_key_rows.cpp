#include "tests/unit/core/config/key_rows.hpp"

#include <gmock/gmock.h>

namespace halberd {
namespace {

using ::testing::Contains;
using ::testing::Pair;

constexpr const char* alerts = "alerts";

// What a listener finds in its environment.
Effect variable(std::string name, std::string value) {
    return [=](const Configuration& read) {
        EXPECT_THAT(read.groups.at(0).processes.at(0).environment, Contains(Pair("SUPERVISOR_ALERTS_" + name, value)));
    };
}

} // namespace

std::vector<GoodRow> good_alert_rows() {
    return {
        {alerts, "from", "Halberd <halberd@example.com>", variable("FROM", "Halberd <halberd@example.com>")},
        {alerts, "to", "ops@example.com, dev@example.com", variable("TO", "ops@example.com, dev@example.com")},
        {alerts, "sendmail", "/usr/sbin/sendmail -t", variable("SENDMAIL", "/usr/sbin/sendmail -t")},
        {alerts, "smtp", "smtps://relay:465", variable("SMTP", "smtps://relay:465"), "from=a@example.com\n"},
        {alerts, "require_tls", "yes", variable("REQUIRE_TLS", "true"), "from=a@example.com\nsmtp=smtp://relay\n"},
        {alerts, "maildir", "/var/mail/../alerts", variable("MAILDIR", "/var/alerts")},
        {alerts, "credentials_file", "/etc/halberd/smtp", variable("CREDENTIALS_FILE", "/etc/halberd/smtp"),
         "from=a@example.com\nsmtp=smtp://relay\n"},
        {alerts, "outbox", "/var/lib/halberd/outbox", variable("OUTBOX", "/var/lib/halberd/outbox")},
        {alerts, "outbox", "none", variable("OUTBOX", "none")},
        {alerts, "expire", "2h", variable("EXPIRE", "7200")},
        {alerts, "rate_limit", "3/10m", variable("RATE_LIMIT", "3/600")},
        {alerts, "mail_limit", "20/1h", variable("MAIL_LIMIT", "20/3600")},
        {alerts, "digest", "15m", variable("DIGEST", "900")},
        {alerts, "quiet", "22:00-07:00", variable("QUIET", "22:00-07:00")},
        {alerts, "flapping", "5/10m", variable("FLAPPING", "5/600")},
        {alerts, "recovery", "on", variable("RECOVERY", "true")},
        {alerts, "remind", "4h", variable("REMIND", "14400")},
    };
}

std::vector<BadRow> bad_alert_rows() {
    return {
        {alerts, "from", "", "the address is empty", "write one like ops@example.com"},
        {alerts, "to", "", "the address is empty", "write one like ops@example.com"},
        {alerts, "sendmail", "", "the command is empty", "write one such as /usr/sbin/sendmail -t -i"},
        {alerts, "outbox", "", "the path is empty", ""},
        {alerts, "smtp", "http://relay", "'http://relay' is no SMTP URL", "write smtp://HOST:PORT or smtps://HOST:PORT",
         "from=a@example.com\n"},
        {alerts, "smtp", "smtp://me:secret@relay", "user and password would be shown to other users",
         "put them into a file: credentials_file=", "from=a@example.com\n"},
        {alerts, "smtp", "smtp://relay", "a mail server wants to know the sender", "add from= with an address"},
        {alerts, "maildir", "/var/mail/alerts",
         "is another way for the mail than sendmail=", "keep one of sendmail=, smtp= and maildir=", "sendmail=x\n"},
        {alerts, "require_tls", "perhaps", "'perhaps' is not a valid boolean value", "write true or false",
         "from=a@example.com\nsmtp=smtp://relay\n"},
        BadRow(alerts, "credentials_file", "/etc/halberd/smtp",
               "means nothing without smtp=", "add smtp=, or leave it out")
            .as_warning(),
        {alerts, "expire", "soon", "'soon' is not a duration", "write seconds, or a number with ms, s, m, h or d"},
        {alerts, "expire", "10ms", "'10ms' is too short", "write 1s or more; 24h is the default"},
        {alerts, "rate_limit", "3", "'3' is not a limit",
         "write NUMBER/DURATION, with a number from 1 to 1000: 20/10m is twenty in ten minutes"},
        {alerts, "mail_limit", "1/10m", "'1/10m' is not a limit",
         "write NUMBER/DURATION, with a number from 2 to 1000: 20/10m is twenty in ten minutes"},
        {alerts, "flapping", "often", "'often' is not a limit",
         "write NUMBER/DURATION, with a number from 2 to 1000: 20/10m is twenty in ten minutes"},
        {alerts, "digest", "10ms", "'10ms' is too short", "write 1s or more"},
        {alerts, "quiet", "22-7", "'22-7' is no part of a day", "write HH:MM-HH:MM, such as 22:00-07:00"},
        {alerts, "quiet", "22:00-24:00", "'22:00-24:00' is no part of a day", "write HH:MM-HH:MM, such as 22:00-07:00"},
        {alerts, "recovery", "perhaps", "'perhaps' is not a valid boolean value", "write true or false"},
        {alerts, "remind", "10ms", "'10ms' is too short", "write 1s or more"},
    };
}

} // namespace halberd
