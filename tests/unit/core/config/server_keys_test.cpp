#include "tests/unit/core/config/configuration_fixture.hpp"

#include <gmock/gmock.h>

namespace halberd {
namespace {

using ::testing::ElementsAre;

using ServerKeysTest = ConfigurationTest;

TEST_F(ServerKeysTest, DefaultsAreSupervisors) {
    const ServerOptions server = read("[supervisord]\n").server;
    EXPECT_EQ(said(), "");
    EXPECT_EQ(server.config_file, folder_ + "/supervisord.conf");
    EXPECT_EQ(server.logfile, folder_ + "/supervisord.log");
    EXPECT_EQ(server.logfile_maxbytes, 50_MiB);
    EXPECT_EQ(server.logfile_backups, 10);
    EXPECT_EQ(server.loglevel, LogLevel::Info);
    EXPECT_EQ(server.pidfile, folder_ + "/supervisord.pid");
    EXPECT_FALSE(server.nodaemon || server.silent || server.nocleanup || server.strip_ansi);
    EXPECT_EQ(server.umask, 022U);
    EXPECT_FALSE(server.user || server.directory);
    EXPECT_EQ(server.identifier, "supervisor");
    EXPECT_EQ(server.childlogdir, "/tmp");
    EXPECT_EQ(server.minfds, 1024);
    EXPECT_EQ(server.minprocs, 200);
    EXPECT_THAT(server.plugin_path, ElementsAre(folder_ + "/plugins"));
    EXPECT_EQ(server.server_url(), "");
}

TEST_F(ServerKeysTest, TheCommandLineWinsAndIsTakenLiterally) {
    overrides_.supervisord = {{"nodaemon", "true"}, {"logfile", "/tmp/50%.log"}, {"loglevel", "debug"}};
    const ServerOptions server =
        read("[supervisord]\nnodaemon=false\nlogfile=/no/such/x.log\nidentifier=file\n").server;
    EXPECT_EQ(said(), "");
    EXPECT_TRUE(server.nodaemon);
    EXPECT_EQ(server.logfile, "/tmp/50%.log");
    EXPECT_EQ(server.loglevel, LogLevel::Debug);
    EXPECT_EQ(server.identifier, "file");
}

TEST_F(ServerKeysTest, ABadValueOnTheCommandLineIsReportedAsSuch) {
    overrides_.supervisord = {{"loglevel", "loud"}};
    read("[supervisord]\n");
    EXPECT_EQ(said(),
              "error: command line: loglevel: bad logging level name 'loud' "
              "(write critical, error, warn, info, debug, trace or blather)\n");
}

TEST_F(ServerKeysTest, OnlyRootMayBecomeAnotherUser) {
    environment_.user_id = 4711;
    read("[supervisord]\nuser=root\n[program:a]\ncommand=x\nuser=root\n");
    EXPECT_EQ(said(),
              "error: supervisord.conf:2: [supervisord] user: Can't drop privilege as nonroot user: 'root' is not who "
              "runs supervisord (start supervisord as root, or leave user= out)\n");
}

TEST_F(ServerKeysTest, UnixServersHaveModeOwnerAndLogin) {
    const ServerOptions server =
        read("[supervisord]\n[unix_http_server]\nfile=x.sock\nchmod=0770\nchown=root:root\nusername=u\npassword=p:q\n")
            .server;
    EXPECT_EQ(said(), "");
    const UnixServerSpec& spec = server.unix_servers.at(0);
    EXPECT_EQ(spec.section, "unix_http_server");
    EXPECT_EQ(spec.path, folder_ + "/x.sock");
    EXPECT_EQ(spec.mode, 0770U);
    EXPECT_EQ(spec.owner_uid, 0U);
    EXPECT_EQ(spec.owner_gid, 0U);
    EXPECT_EQ(spec.credentials, (Credentials{"u", "p:q"}));
    EXPECT_EQ(spec.origin.line, 2);
    EXPECT_EQ(server.server_url(), "unix://" + folder_ + "/x.sock");
}

TEST_F(ServerKeysTest, InetServersMayBeSeveral) {
    const ServerOptions server =
        read("[supervisord]\n[inet_http_server]\nport=*:9001\n[inet_http_server:b]\nport=Host:2\n").server;
    EXPECT_EQ(said(), "");
    EXPECT_EQ(server.inet_servers.at(0).host, "");
    EXPECT_EQ(server.inet_servers.at(0).port, 9001);
    EXPECT_EQ(server.inet_servers.at(1).section, "inet_http_server:b");
    EXPECT_EQ(server.inet_servers.at(1).host, "host");
    EXPECT_EQ(server.server_url(), "http://host:2"); // Supervisor takes the last one
}

TEST_F(ServerKeysTest, AnOpenHostIsReachedAsLocalhost) {
    EXPECT_EQ(read("[supervisord]\n[inet_http_server]\nport=*:9001\n").server.server_url(), "http://localhost:9001");
}

TEST_F(ServerKeysTest, WhatAServerLacksIsAnError) {
    read("[supervisord]\n[unix_http_server]\nusername=u\n[inet_http_server]\npassword=p\nport=x\n");
    EXPECT_EQ(said(),
              "error: supervisord.conf:2: [unix_http_server] the section has no file value (add file= with the path of "
              "the socket)\n"
              "error: supervisord.conf:3: [unix_http_server] username: incomplete authentication (set password= as "
              "well, or neither)\n"
              "error: supervisord.conf:6: [inet_http_server] port: 'x' is not a valid port number "
              "(write HOST:PORT, such as 127.0.0.1:9001, or *:9001 for all interfaces)\n");
}

} // namespace
} // namespace halberd
