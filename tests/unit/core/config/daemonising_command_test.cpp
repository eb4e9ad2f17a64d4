#include "core/config/daemonising_command.hpp"

#include <gtest/gtest.h>

#include <utility>

namespace halberd {
namespace {

// The command that leaves the foreground, and the one that stays.
class Daemonising : public ::testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(Daemonising, IsToldFromStayingInTheForeground) {
    EXPECT_TRUE(find_daemonising(GetParam().first)) << GetParam().first;
    EXPECT_FALSE(find_daemonising(GetParam().second)) << find_daemonising(GetParam().second).reason;
}

INSTANTIATE_TEST_SUITE_P(
    KnownPrograms, Daemonising,
    ::testing::Values(
        std::pair("/usr/sbin/nginx -c /etc/nginx.conf", "nginx -g \"pid /run/x; daemon off;\""),
        std::pair("apache2 -k start", "apache2 -k start -DFOREGROUND"), std::pair("httpd", "httpd -D FOREGROUND"),
        std::pair("apachectl start", "apachectl -D FOREGROUND"), std::pair("/usr/sbin/sshd -e", "/usr/sbin/sshd -De"),
        std::pair("php-fpm8.2 -y x", "php-fpm8.2 --nodaemonize"), std::pair("php-fpm", "php-fpm -F"),
        std::pair("cron -L 15", "cron -f"), std::pair("rsyslogd", "rsyslogd -n"),
        std::pair("setsid ./x", "setsid --wait ./x"), std::pair("daemon ./x", "/opt/app/daemon ./x"),
        std::pair("redis-server x.conf --daemonize yes", "redis-server x.conf --daemonize no"),
        std::pair("mysqld --daemonize", "mysqld"), std::pair("mysqld_safe --daemonize", "mysqld_safe"),
        std::pair("haproxy -f x -D", "haproxy -f x -db"), std::pair("postfix start", "postfix start-fg"),
        std::pair("gunicorn --daemon app", "gunicorn app"), std::pair("uwsgi --daemonize=x.log", "uwsgi --logto x.log"),
        std::pair("memcached -d -m 64", "memcached -m 64"), std::pair("mongod --fork", "mongod"),
        std::pair("pgbouncer -d x.ini", "pgbouncer x.ini"), std::pair("pg_ctl start -D x", "postgres -D x"),
        std::pair("celery -A x worker -D", "celery -A x worker -l DEBUG"),
        std::pair("service x start", "my-service start"), std::pair("/etc/init.d/x start", "/etc/init.d/x status")));

INSTANTIATE_TEST_SUITE_P(Wrapped, Daemonising,
                         ::testing::Values(std::pair("sh -c \"exec nginx\"", "sh -c \"exec nginx -g 'daemon off;'\""),
                                           std::pair("bash -c './x &'", "bash -c './x && ./y'"),
                                           std::pair("./x &", "./x \"a & b\""),
                                           std::pair("env A=1 memcached -d", "env A=1 memcached"),
                                           std::pair("A=/x memcached -d", "/opt/a=b/memcached"),
                                           std::pair("bash -lc 'cron'", "bash -c 'cron; tail -f x'")));

TEST(DaemonisingCommand, SaysWhatToWrite) {
    EXPECT_EQ(find_daemonising("sshd").hint, "add -D");
    EXPECT_EQ(find_daemonising("mongod --fork").reason,
              "mongod --fork goes into the background, where it cannot be supervised");
    EXPECT_FALSE(find_daemonising(""));
    EXPECT_FALSE(find_daemonising("sh -c"));
    EXPECT_FALSE(find_daemonising("nginx 'open"));
}

} // namespace
} // namespace halberd
