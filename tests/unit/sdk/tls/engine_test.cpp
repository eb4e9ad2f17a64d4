#include "sdk/tls/engine.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <string>

namespace halberd::tls {
namespace {

using Step = Engine::Step;

// A client and a server whose networks are two strings.
class Engines : public ::testing::Test {
 protected:
    Engines() {
        std::string pattern = (std::filesystem::temp_directory_path() / "halberd-tls-XXXXXX").string();
        folder_ = mkdtemp(pattern.data());
        make("server", "localhost");
    }
    ~Engines() override { std::filesystem::remove_all(folder_); }

    std::string file(const std::string& name) const { return folder_ + "/" + name; }

    // A certificate that vouches for itself: NAME.pem and NAME.key.
    void make(const std::string& name, const std::string& host) const {
        const std::string command =
            "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=" + host +
            " -addext subjectAltName=DNS:" + host + " -keyout " + file(name + ".key") + " -out " + file(name + ".pem") +
            " 2>/dev/null";
        ASSERT_EQ(std::system(command.c_str()), 0);
    }

    void connect(const ServerFiles& server, const ClientFiles& client, const std::string& host) {
        auto made_server = server_context(server);
        ASSERT_TRUE(made_server) << made_server.error().reason;
        auto made_client = client_context(client);
        ASSERT_TRUE(made_client) << made_client.error().reason;
        server_context_ = *std::move(made_server);
        client_context_ = *std::move(made_client);
        server_ = server_context_->make_engine("");
        client_ = client_context_->make_engine(host);
    }

    // Shakes hands as far as it goes; tells how it ended for the server and the client.
    std::pair<Step, Step> shake_hands() {
        Step server = Step::NeedsBytes;
        Step client = Step::NeedsBytes;
        for (int i = 0; i < 10 && (server == Step::NeedsBytes || client == Step::NeedsBytes); ++i) {
            client = client == Step::NeedsBytes ? client_->handshake() : client;
            server_->feed(client_->take());
            server = server == Step::NeedsBytes ? server_->handshake() : server;
            client_->feed(server_->take());
        }
        return {server, client};
    }

    std::string received(Engine& engine) {
        std::array<char, 100> room{};
        const Engine::Piece piece = engine.read(room);
        return piece.step == Step::Done ? std::string(room.data(), piece.size) : "";
    }

    std::string folder_;
    std::unique_ptr<Context> server_context_;
    std::unique_ptr<Context> client_context_;
    std::unique_ptr<Engine> server_;
    std::unique_ptr<Engine> client_;
};

TEST_F(Engines, BytesGoThroughEncrypted) {
    connect({file("server.pem"), file("server.key"), ""}, {file("server.pem"), "", ""}, "localhost");
    EXPECT_EQ(shake_hands(), std::pair(Step::Done, Step::Done));
    ASSERT_TRUE(client_->write("a secret"));
    const std::string encrypted = client_->take();
    EXPECT_EQ(encrypted.find("secret"), std::string::npos);
    server_->feed(encrypted.substr(0, 5)); // in pieces, as networks have them
    EXPECT_EQ(received(*server_), "");
    server_->feed(encrypted.substr(5));
    EXPECT_EQ(received(*server_), "a secret");
    server_->close();
    client_->feed(server_->take());
    std::array<char, 10> room{};
    EXPECT_EQ(client_->read(room).step, Step::Closed);
}

TEST_F(Engines, AServerThatNobodyVouchesForIsRefused) {
    make("other", "localhost");
    connect({file("server.pem"), file("server.key"), ""}, {file("other.pem"), "", ""}, "localhost");
    EXPECT_EQ(shake_hands().second, Step::Failed);
    EXPECT_NE(client_->failure().find("certificate"), std::string::npos) << client_->failure();
}

TEST_F(Engines, AServerOfAnotherNameIsRefused) {
    connect({file("server.pem"), file("server.key"), ""}, {file("server.pem"), "", ""}, "elsewhere");
    EXPECT_EQ(shake_hands().second, Step::Failed);
    EXPECT_EQ(client_->failure(), "hostname mismatch");
}

TEST_F(Engines, AClientWithoutTheCertificateThatIsAskedForIsRefused) {
    make("client", "client");
    connect({file("server.pem"), file("server.key"), file("client.pem")}, {file("server.pem"), "", ""}, "localhost");
    EXPECT_EQ(shake_hands().first, Step::Failed);
    connect({file("server.pem"), file("server.key"), file("client.pem")},
            {file("server.pem"), file("client.pem"), file("client.key")}, "localhost");
    EXPECT_EQ(shake_hands(), std::pair(Step::Done, Step::Done));
}

TEST_F(Engines, WhatIsNotTlsFails) {
    connect({file("server.pem"), file("server.key"), ""}, {file("server.pem"), "", ""}, "localhost");
    server_->feed("GET / HTTP/1.1\r\n\r\n");
    EXPECT_EQ(server_->handshake(), Step::Failed);
    EXPECT_FALSE(server_->failure().empty());
}

TEST_F(Engines, TheFileThatCannotBeUsedIsNamed) {
    const auto context = server_context({file("server.pem"), file("gone.key"), ""});
    ASSERT_FALSE(context);
    EXPECT_EQ(context.error().file, file("gone.key"));
    EXPECT_NE(context.error().reason.find("No such file"), std::string::npos) << context.error().reason;
}

} // namespace
} // namespace halberd::tls
