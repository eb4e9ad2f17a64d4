#include "tests/unit/core/http/http_fixture.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

namespace halberd {
namespace {

class HttpServers : public HttpTest {
 protected:
    std::string path() const { return folder + "/s.sock"; }
    void use_unix_socket() { spec.endpoint = UnixEndpoint{path(), 0700, std::nullopt, std::nullopt}; }

    void expect_served(const UniqueFd& client) {
        send(client, "GET /x HTTP/1.1\r\n\r\n");
        EXPECT_EQ(body_of(receive_answer(client)), "GET /x  ");
    }

    // What a daemon that was killed leaves behind.
    void leave_stale_socket() {
        const UniqueFd dead(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path, path().data(), path().size());
        ASSERT_EQ(bind(dead.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    }
};

TEST_F(HttpServers, AUnixSocketHasTheModeAskedFor) {
    const mode_t before = umask(0);
    use_unix_socket();
    std::get<UnixEndpoint>(spec.endpoint).mode = 0760;
    listen();
    umask(before);
    struct stat file {};
    ASSERT_EQ(stat(path().c_str(), &file), 0);
    EXPECT_EQ(file.st_mode & 0777, 0760U);
    expect_served(connect_unix(path()));
}

TEST_F(HttpServers, AUnixSocketHasTheOwnerAskedFor) {
    if (geteuid() != 0) {
        GTEST_SKIP() << "only root may give files away";
    }
    use_unix_socket();
    std::get<UnixEndpoint>(spec.endpoint).owner_uid = 1;
    std::get<UnixEndpoint>(spec.endpoint).owner_gid = 2;
    listen();
    struct stat file {};
    ASSERT_EQ(stat(path().c_str(), &file), 0);
    EXPECT_EQ(file.st_uid, 1U);
    EXPECT_EQ(file.st_gid, 2U);
}

TEST_F(HttpServers, AStaleSocketIsReplaced) {
    leave_stale_socket();
    use_unix_socket();
    listen();
    EXPECT_TRUE(log.contains(LogLevel::Info, "Unlinking stale socket " + path()));
    expect_served(connect_unix(path()));
}

TEST_F(HttpServers, ALiveSocketIsRefusedAndLeftAlone) {
    use_unix_socket();
    listen();
    const Error error = listen_error();
    EXPECT_EQ(error.errno_code, EADDRINUSE);
    EXPECT_EQ(error.message(), "listen on unix:" + path() + " (another program answers there): Address already in use");
    expect_served(connect_unix(path()));
}

TEST_F(HttpServers, AFileThatIsNoSocketIsNotRemoved) {
    std::ofstream(path()) << "precious";
    use_unix_socket();
    EXPECT_EQ(listen_error().errno_code, EEXIST);
    EXPECT_TRUE(std::filesystem::is_regular_file(path()));
}

TEST_F(HttpServers, AFolderThatDoesNotExistIsNamed) {
    spec.endpoint = UnixEndpoint{folder + "/no/such.sock", 0700, std::nullopt, std::nullopt};
    EXPECT_EQ(listen_error().message(), "listen on unix:" + folder + "/no/such.sock: No such file or directory");
}

TEST_F(HttpServers, APathThatIsTooLongIsRefused) {
    spec.endpoint = UnixEndpoint{folder + "/" + std::string(200, 'x'), 0700, std::nullopt, std::nullopt};
    EXPECT_EQ(listen_error().errno_code, ENAMETOOLONG);
}

// Root may give files away; for as long as this lives it may not.
class WithoutPrivileges {
 public:
    WithoutPrivileges() { EXPECT_EQ(geteuid() == 0 ? seteuid(65534) : 0, 0); }
    ~WithoutPrivileges() { EXPECT_EQ(seteuid(getuid()), 0); }
    WithoutPrivileges(const WithoutPrivileges&) = delete;
    WithoutPrivileges& operator=(const WithoutPrivileges&) = delete;
};

TEST_F(HttpServers, ASocketWhoseOwnerCannotBeSetIsNotLeftBehind) {
    use_unix_socket();
    std::filesystem::permissions(std::filesystem::path(path()).parent_path(), std::filesystem::perms::all);
    std::get<UnixEndpoint>(spec.endpoint).owner_uid = 0;
    const WithoutPrivileges nobody;
    EXPECT_EQ(listen_error().errno_code, EPERM);
    EXPECT_FALSE(std::filesystem::exists(path()));
}

TEST_F(HttpServers, ClosingRemovesTheSocket) {
    use_unix_socket();
    listen();
    server->close();
    EXPECT_FALSE(std::filesystem::exists(path()));
    EXPECT_EQ(server->port(), 0);
}

TEST_F(HttpServers, ASocketOfAnotherServerIsNotRemoved) {
    use_unix_socket();
    listen();
    std::filesystem::remove(path());
    auto other = HttpServer::listen(context, spec, handler, log);
    ASSERT_TRUE(other);
    server->close();
    EXPECT_TRUE(std::filesystem::exists(path()));
}

TEST_F(HttpServers, APortInUseIsRefusedWithItsName) {
    listen();
    const std::uint16_t port = server->port();
    spec.endpoint = InetEndpoint{"127.0.0.1", port};
    const Error error = listen_error();
    EXPECT_EQ(error.errno_code, EADDRINUSE);
    EXPECT_EQ(error.message(), "listen on 127.0.0.1:" + std::to_string(port) + ": Address already in use");
}

TEST_F(HttpServers, APortCanBeTakenAgainRightAfterItsServerHasGone) {
    listen();
    const std::uint16_t port = server->port();
    expect_served(connect_tcp());
    server.reset();
    spec.endpoint = InetEndpoint{"127.0.0.1", port};
    listen();
    expect_served(connect_tcp());
}

TEST_F(HttpServers, AStarOrNothingMeansAllInterfaces) {
    for (const char* host : {"", "*", "localhost", "0.0.0.0"}) {
        spec.endpoint = InetEndpoint{host, 0};
        listen();
        expect_served(connect_tcp());
    }
}

TEST_F(HttpServers, AHostThatCannotBeResolvedIsNamed) {
    spec.endpoint = InetEndpoint{"no-such-host.invalid", 0};
    const Error error = listen_error();
    EXPECT_EQ(error.step, "resolve");
    EXPECT_NE(error.message().find("no-such-host.invalid"), std::string::npos);
}

TEST_F(HttpServers, TheHandlerLearnsWhoAsks) {
    Caller caller;
    handler.on_request = [&](const std::shared_ptr<HttpExchange>& exchange) {
        caller = exchange->request().caller;
        exchange->respond({});
    };
    listen();
    const auto client = connect_tcp();
    send(client, "GET / HTTP/1.1\r\n\r\n");
    receive_answer(client);
    EXPECT_TRUE(caller.from.starts_with("127.0.0.1:")) << caller.from;
    EXPECT_EQ(caller.user, "");
    use_unix_socket();
    listen();
    const auto local = connect_unix(path());
    send(local, "GET / HTTP/1.1\r\n\r\n");
    receive_answer(local);
    EXPECT_EQ(caller.from, fmt::format("unix pid {} uid {}", getpid(), getuid()));
}

TEST_F(HttpServers, WithoutCredentialsNobodyGetsIn) {
    ask_for("u", "p:w");
    listen();
    for (const char* header : {"", "Authorization: Basic dTp3cm9uZw==\r\n", "Authorization: Bearer x\r\n"}) {
        const auto client = connect_tcp();
        send(client, "GET / HTTP/1.1\r\n" + std::string(header) + "\r\n");
        const std::string answer = receive_to_end(client);
        EXPECT_EQ(status_of(answer), "HTTP/1.1 401 Unauthorized");
        EXPECT_TRUE(has(answer, "WWW-Authenticate: Basic realm=\"default\"\r\n"));
    }
    EXPECT_EQ(handler.requests, 0);
}

TEST_F(HttpServers, WithCredentialsTheRequestIsHandled) {
    ask_for("u", "p:w");
    listen();
    const auto client = connect_tcp();
    send(client, "GET /x HTTP/1.1\r\nAuthorization: Basic dTpwOnc=\r\n\r\n");
    EXPECT_EQ(body_of(receive_answer(client)), "GET /x  ");
}

TEST_F(HttpServers, TheUserIsTheOneOfTheCredentials) {
    Caller caller;
    handler.on_request = [&](const std::shared_ptr<HttpExchange>& exchange) {
        caller = exchange->request().caller;
        exchange->respond({});
    };
    ask_for("u", "p:w");
    listen();
    const auto client = connect_tcp();
    send(client, "GET /x HTTP/1.1\r\nAuthorization: Basic dTpwOnc=\r\n\r\n");
    receive_answer(client);
    EXPECT_EQ(caller.user, "u");
    EXPECT_EQ(caller.role, Role::Admin);
}

TEST_F(HttpServers, AProcessOnThisMachineIsLetInByItsUserOrGroup) {
    Caller caller;
    handler.on_request = [&](const std::shared_ptr<HttpExchange>& exchange) {
        caller = exchange->request().caller;
        exchange->respond({});
    };
    use_unix_socket();
    ask_for("u", "p:w");
    spec.door.peer_roles = {{PeerRole::Kind::User, getuid(), Role::Operate}};
    listen();
    const auto client = connect_unix(path());
    send(client, "GET / HTTP/1.1\r\n\r\n");
    EXPECT_EQ(status_of(receive_answer(client)), "HTTP/1.1 200 OK");
    EXPECT_EQ(caller.role, Role::Operate);
    EXPECT_EQ(caller.user, "");
    send(client, "GET / HTTP/1.1\r\nAuthorization: Basic dTpwOnc=\r\n\r\n"); // credentials count more
    receive_answer(client);
    EXPECT_EQ(caller.role, Role::Admin);
    EXPECT_EQ(caller.user, "u");
    server.reset();
    spec.door.peer_roles = {{PeerRole::Kind::User, getuid() + 1, Role::Admin}};
    listen();
    const auto other = connect_unix(path());
    send(other, "GET / HTTP/1.1\r\n\r\n");
    EXPECT_EQ(status_of(receive_to_end(other)), "HTTP/1.1 401 Unauthorized");
}

TEST_F(HttpServers, AnOpenServerLooksAtCredentialsOnlyWhenItHasUsers) {
    listen();
    const auto ignored = connect_tcp();
    send(ignored, "GET / HTTP/1.1\r\nAuthorization: Basic eDp5\r\n\r\n");
    EXPECT_EQ(status_of(receive_answer(ignored)), "HTTP/1.1 200 OK");
    ask_for("u", "p");
    spec.door.asks = false;
    listen();
    const auto wrong = connect_tcp();
    send(wrong, "GET / HTTP/1.1\r\nAuthorization: Basic eDp5\r\n\r\n");
    EXPECT_EQ(status_of(receive_to_end(wrong)), "HTTP/1.1 401 Unauthorized");
}

TEST_F(HttpServers, AServerCanBeClosedWhileAPasswordIsBeingCompared) {
    ask_for("u",
            "$6$rounds=1000$saltsalt$LAV5VE5Y7w1d73x1mFNspYWUpazfmwv2SoepNXNKJ/otop/Zok96Hr8Q13LEv0DRY/"
            "x8v0/crpIjl8NJSAqXV/");
    listen();
    const auto client = connect_tcp();
    send(client, "GET / HTTP/1.1\r\nAuthorization: Basic dTpwOnc=\r\n\r\n");
    pump();
    pump();
    server.reset();
    EXPECT_EQ(receive_to_end(client), "");
}

TEST_F(HttpServers, ABodyIsNotReadWithoutCredentials) {
    ask_for("u", "p");
    listen();
    const auto client = connect_tcp();
    send(client, "POST / HTTP/1.1\r\nContent-Length: 1000000\r\n\r\n");
    EXPECT_EQ(status_of(receive_to_end(client)), "HTTP/1.1 401 Unauthorized");
}

TEST_F(HttpServers, AnAnswerThatIsBeingWrittenSurvivesTheServer) {
    const std::string large(8 * 1024 * 1024, 'x');
    handler.on_request = [&](const std::shared_ptr<HttpExchange>& exchange) {
        HttpResponse response;
        response.body = large;
        exchange->respond(std::move(response));
        context.stop();
    };
    listen();
    const auto client = connect_tcp();
    send(client, "GET / HTTP/1.1\r\n\r\n");
    ASSERT_TRUE(run_until([this] { return handler.requests == 1; }));
    server.reset();
    EXPECT_EQ(body_of(receive_to_end(client)).size(), large.size());
}

TEST_F(HttpServers, ClosingEndsIdleConnectionsAndThoseThatWait) {
    std::shared_ptr<HttpExchange> waiting;
    handler.on_request = [&](std::shared_ptr<HttpExchange> exchange) { waiting = std::move(exchange); };
    listen();
    const auto idle = connect_tcp();
    const auto busy = connect_tcp();
    send(busy, "GET / HTTP/1.1\r\n\r\n");
    ASSERT_TRUE(run_until([&] { return waiting != nullptr; }));
    server.reset();
    waiting->respond({});
    EXPECT_EQ(receive_to_end(idle), "");
    EXPECT_EQ(receive_to_end(busy), "");
    context.restart();
    context.run(); // ends: nothing is left to wait for
}

TEST_F(HttpServers, TheLastDescriptorsAreKeptForTheProcesses) {
    spec.limits.reserved_descriptors = 1'000'000'000;
    listen();
    const auto first = connect_tcp();
    const auto second = connect_tcp();
    EXPECT_EQ(receive_to_end(first), "");
    EXPECT_EQ(receive_to_end(second), "");
    EXPECT_EQ(log.lines.size(), 1U);
    EXPECT_TRUE(log.contains(LogLevel::Warning, "connection refused"));
}

} // namespace
} // namespace halberd
