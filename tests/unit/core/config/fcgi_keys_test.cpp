#include "tests/unit/core/config/configuration_fixture.hpp"

#include <gmock/gmock.h>

namespace halberd {
namespace {

using ::testing::HasSubstr;

class FcgiKeysTest : public ConfigurationTest {
 protected:
    GroupSpec fcgi(const std::string& lines) {
        auto configuration = read("[supervisord]\n[fcgi-program:php]\ncommand=php\n" + lines);
        return configuration.groups.size() == 1 ? configuration.groups.front() : GroupSpec{};
    }

    // The socket of the only process, which is read without a word.
    SocketSpec socket(const std::string& lines) {
        const GroupSpec group = fcgi(lines);
        EXPECT_EQ(said(), "");
        return group.processes.size() == 1 ? group.processes.front().socket.value_or(SocketSpec{}) : SocketSpec{};
    }

    // What is said about the value of a key of a program on a UNIX socket.
    std::string refusal(const std::string& line) {
        fcgi("socket=unix:///run/php.sock\n" + line + "\n");
        return said();
    }
};

UnixSocketAddress local(const SocketSpec& socket) {
    return std::get<UnixSocketAddress>(socket.address);
}

TEST_F(FcgiKeysTest, AFastCgiProgramIsAProgramWithASocket) {
    const GroupSpec group = fcgi("socket=unix:///run/php.sock\npriority=7\nstartsecs=3\n");
    EXPECT_EQ(said(), "");
    EXPECT_EQ(group.name, "php");
    EXPECT_EQ(group.priority, 7);
    EXPECT_FALSE(group.listener);
    ASSERT_EQ(group.processes.size(), 1U);
    EXPECT_EQ(group.processes[0].startsecs, std::chrono::seconds(3));
    const SocketSpec expected{"php", UnixSocketAddress{"/run/php.sock", 0700, std::nullopt, std::nullopt},
                              std::nullopt};
    EXPECT_EQ(group.processes[0].socket, expected);
    EXPECT_EQ(expected.url(), "unix:///run/php.sock");
}

TEST_F(FcgiKeysTest, DefaultsOfProgramsHoldForIt) {
    const auto groups = read(
                            "[supervisord]\n[program-default]\nstartsecs=7\npriority=3\n"
                            "[fcgi-program:php]\ncommand=php\nsocket=tcp://localhost:9000\npriority=4\n")
                            .groups;
    EXPECT_EQ(said(), "");
    EXPECT_EQ(groups.at(0).processes.at(0).startsecs, std::chrono::seconds(7));
    EXPECT_EQ(groups.at(0).priority, 4);
}

TEST_F(FcgiKeysTest, AProgramHasNoSocket) {
    EXPECT_FALSE(read("[supervisord]\n[program:a]\ncommand=x\n").groups.at(0).processes.at(0).socket);
}

TEST_F(FcgiKeysTest, APathMayUseExpansionsAndIsNormalised) {
    environment_.variables["RUN"] = "/var/run";
    EXPECT_EQ(socket("socket=unix://%(here)s/%(program_name)s.sock\n").url(), "unix://" + folder_ + "/php.sock");
    EXPECT_EQ(socket("socket=unix://%(ENV_RUN)s/../x//%(host_node_name)s/\n").url(), "unix:///var/x/box");
    EXPECT_EQ(socket("environment=A=\"own\"\nsocket=unix:///run/%(ENV_A)s\n").url(), "unix:///run/own");
}

TEST_F(FcgiKeysTest, ATcpSocketHasAHostAndAPort) {
    const SocketSpec inet = socket("socket=tcp://LocalHost:9000\n");
    EXPECT_EQ(inet.url(), "tcp://localhost:9000");
    EXPECT_EQ(std::get<InetSocketAddress>(inet.address), (InetSocketAddress{"localhost", 9000}));
    EXPECT_EQ(socket("socket=tcp://0.0.0.0:1\n").url(), "tcp://0.0.0.0:1");
}

TEST_F(FcgiKeysTest, TheSocketIsRequired) {
    fcgi("");
    EXPECT_EQ(said(),
              "error: supervisord.conf:2: [fcgi-program:php] the section requires a \"socket\" line (add socket=, such "
              "as socket=unix:///run/NAME.sock or socket=tcp://127.0.0.1:9000)\n");
    fcgi("socket=\n");
    EXPECT_EQ(said(),
              "error: supervisord.conf:4: [fcgi-program:php] socket: the section requires a \"socket\" line (write "
              "unix:///run/NAME.sock or tcp://HOST:PORT)\n");
}

TEST_F(FcgiKeysTest, ASocketThatCannotBeIsRefusedWithWhatToWrite) {
    const auto refused = [&](const std::string& url) {
        fcgi("socket=" + url + "\n");
        return said();
    };
    const std::string place = "error: supervisord.conf:4: [fcgi-program:php] socket: ";
    EXPECT_EQ(refused("unix://run/x.sock"), place +
                                                "Unix socket path run/x.sock is not an absolute path (write "
                                                "unix:///run/x.sock, with the folder in front)\n");
    EXPECT_EQ(refused("/run/x.sock"),
              place + "Bad socket format /run/x.sock (write unix:///run/NAME.sock or tcp://HOST:PORT)\n");
    EXPECT_EQ(refused("TCP://h:1"),
              place + "Bad socket format TCP://h:1 (write unix:///run/NAME.sock or tcp://HOST:PORT)\n");
    for (const std::string url :
         {"tcp://localhost", "tcp://:9000", "tcp://[::1]:9000", "tcp://h:9000x", "tcp://a b:1"}) {
        EXPECT_EQ(refused(url),
                  place + "Bad socket format " + url + " (write tcp://HOST:PORT, such as tcp://127.0.0.1:9000)\n");
    }
    EXPECT_EQ(refused("tcp://*:9000"), place + "'*' is no host (write tcp://0.0.0.0:9000 for all interfaces)\n");
    EXPECT_THAT(refused("tcp://h:0"), HasSubstr(place + "'0' is not a valid port number"));
    EXPECT_THAT(refused("tcp://h:65536"), HasSubstr(place + "'65536' is not a valid port number"));
    EXPECT_EQ(refused("unix:///" + std::string(107, 'x')),
              place +
                  "the path of a Unix socket has at most 107 bytes, this one has 108 (put it into a folder with a "
                  "shorter path, such as /run)\n");
    EXPECT_THAT(refused("unix:///run/%(nothing)s"), HasSubstr(place));
}

TEST_F(FcgiKeysTest, AllProcessesShareOneSocket) {
    const std::string three = "numprocs=3\nprocess_name=%(program_name)s_%(process_num)d\n";
    const GroupSpec group = fcgi(three + "socket=tcp://localhost:9000\n");
    ASSERT_EQ(group.processes.size(), 3U);
    for (const ProcessSpec& process : group.processes) {
        EXPECT_EQ(process.socket, group.processes[0].socket);
    }
    fcgi(three + "socket=unix:///run/php%(process_num)d.sock\n");
    EXPECT_EQ(said(),
              "error: supervisord.conf:6: [fcgi-program:php] socket: all processes of the program share one socket, "
              "%(process_num) means nothing here (leave %(process_num) out)\n");
}

TEST_F(FcgiKeysTest, TheModeIsOctal) {
    const std::string path = "socket=unix:///run/php.sock\n";
    EXPECT_EQ(local(socket(path + "socket_mode=0660\n")).mode, 0660U);
    EXPECT_EQ(local(socket(path + "socket_mode=777\n")).mode, 0777U);
    EXPECT_EQ(refusal("socket_mode=rw"),
              "error: supervisord.conf:5: [fcgi-program:php] socket_mode: rw can not be converted to an octal type "
              "(write a mode such as 022 or 0700)\n");
}

TEST_F(FcgiKeysTest, TheOwnerIsAUserOrAUserAndAGroup) {
    const std::string path = "socket=unix:///run/php.sock\n";
    EXPECT_EQ(local(socket(path + "socket_owner=root\n")).owner_uid, 0U);
    EXPECT_EQ(local(socket(path + "socket_owner=root\n")).owner_gid, std::nullopt);
    EXPECT_EQ(local(socket(path + "socket_owner=root:daemon\n")).owner_gid, 1U);
    EXPECT_EQ(local(socket(path + "socket_owner=1:0\n")).owner_uid, 1U);
    EXPECT_EQ(local(socket(path + "socket_owner=1:0\n")).owner_gid, 0U);
    EXPECT_THAT(refusal("socket_owner=no-such-user"),
                HasSubstr("supervisord.conf:5: [fcgi-program:php] socket_owner: Invalid user:group definition "
                          "no-such-user: Invalid user name no-such-user"));
    EXPECT_THAT(refusal("socket_owner=root:no-such-group"), HasSubstr("Invalid group name no-such-group"));
}

TEST_F(FcgiKeysTest, TheSocketBelongsToTheUserOfTheProgramUnlessSaidOtherwise) {
    const std::string lines = "socket=unix:///run/php.sock\nuser=daemon\n";
    const UnixSocketAddress as_user = local(socket(lines));
    EXPECT_EQ(as_user.owner_uid, 1U);
    EXPECT_EQ(as_user.owner_gid, 1U);
    EXPECT_EQ(local(socket(lines + "socket_owner=root\n")).owner_uid, 0U);
    environment_.user_id = 1; // the daemon runs as that user already
    EXPECT_EQ(local(socket(lines)).owner_uid, std::nullopt);
}

TEST_F(FcgiKeysTest, OwnerAndModeAreForUnixSocketsOnly) {
    fcgi("socket=tcp://localhost:9000\nsocket_owner=root\nsocket_mode=0700\n");
    EXPECT_EQ(said(),
              "error: supervisord.conf:5: [fcgi-program:php] socket_owner: socket_owner and socket_mode params should "
              "only be used with a Unix domain socket (remove it, or write socket=unix:///run/NAME.sock)\n"
              "error: supervisord.conf:6: [fcgi-program:php] socket_mode: socket_owner and socket_mode params should "
              "only be used with a Unix domain socket (remove it, or write socket=unix:///run/NAME.sock)\n");
}

TEST_F(FcgiKeysTest, TheBacklogHasLimits) {
    const std::string path = "socket=tcp://localhost:9000\n";
    EXPECT_EQ(socket(path + "socket_backlog=1\n").backlog, 1);
    EXPECT_EQ(socket(path + "socket_backlog=65535\n").backlog, 65535);
    for (const std::string value : {"0", "65536", "-1", "many"}) {
        EXPECT_EQ(refusal("socket_backlog=" + value),
                  "error: supervisord.conf:5: [fcgi-program:php] socket_backlog: Invalid socket_backlog value " +
                      value + " (write a number from 1 to 65535)\n");
    }
}

TEST_F(FcgiKeysTest, ErrorsOfOtherKeysDoNotHideThoseOfTheSocket) {
    fcgi("autostart=maybe\nsocket_backlog=0\n");
    EXPECT_THAT(said(), HasSubstr("autostart: "));
    EXPECT_THAT(said(), HasSubstr("socket_backlog: "));
    EXPECT_THAT(said(), HasSubstr("requires a \"socket\" line"));
}

TEST_F(FcgiKeysTest, AGroupMayMixThemWithPrograms) {
    const auto groups = read(
                            "[supervisord]\n[fcgi-program:php]\ncommand=php\nsocket=tcp://localhost:9000\n"
                            "[program:web]\ncommand=web\n[group:site]\nprograms=web,php\n")
                            .groups;
    EXPECT_EQ(said(), "");
    ASSERT_EQ(groups.size(), 1U);
    EXPECT_EQ(groups[0].name, "site");
    EXPECT_FALSE(groups[0].processes.at(0).socket);
    EXPECT_EQ(groups[0].processes.at(1).socket->url(), "tcp://localhost:9000");
}

TEST_F(FcgiKeysTest, ANameThatIsBothIsAmbiguousInAGroup) {
    read(
        "[supervisord]\n[fcgi-program:php]\ncommand=php\nsocket=tcp://localhost:9000\n[program:php]\ncommand=x\n"
        "[group:g]\nprograms=php\n");
    EXPECT_THAT(said(), HasSubstr("error: supervisord.conf:8: [group:g] programs: name 'php' is ambiguous (exists as "
                                  "program and fcgi-program) (rename one of the two sections)\n"));
}

TEST_F(FcgiKeysTest, OneSocketOfTwoProgramsIsDoubtful) {
    read(
        "[supervisord]\n[fcgi-program:a]\ncommand=x\nsocket=unix:///run/x.sock\n"
        "[fcgi-program:b]\ncommand=x\nsocket=unix:///run/./x.sock\n");
    EXPECT_EQ(said(),
              "warning: supervisord.conf:5: [fcgi-program:a] and [fcgi-program:b] have the same socket "
              "unix:///run/x.sock (give each program a socket of its own)\n");
    read(
        "[supervisord]\n[fcgi-program:a]\ncommand=x\nsocket=unix:///run/x.sock\n"
        "[group:g]\nprograms=a\n[group:h]\nprograms=a\n");
    EXPECT_EQ(said(), "");
}

TEST_F(FcgiKeysTest, AChangedSocketIsAChangeOfTheGroup) {
    const GroupSpec before = fcgi("socket=unix:///run/x.sock\n");
    EXPECT_EQ(before, fcgi("socket=unix:///run/x.sock\n"));
    for (const std::string lines :
         {"socket=unix:///run/y.sock\n", "socket=tcp://localhost:1\n", "socket=unix:///run/x.sock\nsocket_mode=0660\n",
          "socket=unix:///run/x.sock\nsocket_backlog=5\n", "socket=unix:///run/x.sock\nsocket_owner=daemon\n"}) {
        EXPECT_NE(before, fcgi(lines)) << lines;
    }
}

} // namespace
} // namespace halberd
