#include "core/http/client_connection.hpp"

#include "tests/fakes/memory_transport.hpp"

#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace halberd {
namespace {

using namespace std::chrono_literals;
using Stage = ClientConnection::Stage;

HttpLimits limits_of_test() {
    HttpLimits limits;
    limits.request_time = 7s;
    limits.write_time = 5s;
    return limits;
}

// A session that notes what it is told.
class NotingOwner : public ClientConnection::Owner, public std::enable_shared_from_this<NotingOwner> {
 public:
    explicit NotingOwner(MemoryClient& client) : connection(std::make_unique<MemoryTransport>(client), limits, *this) {}
    std::shared_ptr<ClientConnection::Owner> shared() override { return shared_from_this(); }
    void on_received(std::size_t size) override { notes.push_back("received " + std::to_string(size)); }
    void on_sent(std::size_t size) override { notes.push_back("sent " + std::to_string(size)); }
    void on_closed() override { notes.emplace_back("closed"); }

    HttpLimits limits = limits_of_test();
    ClientConnection connection;
    std::vector<std::string> notes;
};

class ClientConnections : public ::testing::Test {
 protected:
    using Notes = std::vector<std::string>;

    MemoryClient client;
    std::shared_ptr<NotingOwner> owner = std::make_shared<NotingOwner>(client);
    ClientConnection& connection = owner->connection;
    std::array<char, 16> buffer{};
};

TEST_F(ClientConnections, EachStageHasItsTime) {
    using Time = std::optional<std::chrono::milliseconds>;
    const std::vector<std::pair<Stage, Time>> times{
        {Stage::FirstRequest, 7s}, {Stage::Idle, std::nullopt},   {Stage::Request, 7s}, {Stage::Work, std::nullopt},
        {Stage::Answer, 5s},       {Stage::Stream, std::nullopt}, {Stage::Linger, 2s},
    };
    for (const auto& [stage, time] : times) {
        connection.enter(stage);
        EXPECT_EQ(client.time_limit, time) << static_cast<int>(stage);
    }
}

TEST_F(ClientConnections, WhatComesAndGoesIsTold) {
    connection.receive(buffer);
    client.send("abc");
    EXPECT_EQ(owner->notes, Notes{}); // later
    client.run();
    client.takes = 4;
    connection.send("hel", "lo");
    EXPECT_TRUE(connection.is_sending());
    client.run();
    EXPECT_FALSE(connection.is_sending());
    EXPECT_EQ(owner->notes, (Notes{"received 3", "sent 4"}));
    EXPECT_EQ(client.received, "hell");
}

TEST_F(ClientConnections, AClientThatIsTooSlowOrHasGoneIsToldOnce) {
    connection.receive(buffer);
    connection.send("hello", {});
    client.run_out_of_time();
    client.run();
    EXPECT_FALSE(connection.is_open());
    connection.close();
    EXPECT_EQ(owner->notes, Notes{"closed"});
}

TEST_F(ClientConnections, TheEndOfAWatchedClientIsNoticedButNotAfterwards) {
    connection.watch();
    client.send("ignored");
    client.run();
    connection.unwatch();
    client.finish();
    client.run();
    EXPECT_TRUE(connection.is_open());

    MemoryClient other;
    const auto watched = std::make_shared<NotingOwner>(other);
    watched->connection.watch();
    other.finish();
    other.run();
    EXPECT_EQ(watched->notes, Notes{"closed"});
}

TEST_F(ClientConnections, LingeringReadsUntilTheClientCloses) {
    connection.linger();
    EXPECT_TRUE(client.is_cut_off);
    client.send(std::string(2000, 'x'));
    client.run();
    EXPECT_TRUE(connection.is_open());
    client.finish();
    client.run();
    EXPECT_EQ(owner->notes, Notes{"closed"});
}

TEST_F(ClientConnections, WhatIsInFlightKeepsTheOwner) {
    const std::weak_ptr<NotingOwner> seen = owner;
    connection.receive(buffer);
    owner.reset();
    EXPECT_FALSE(seen.expired());
    client.finish();
    client.run();
    EXPECT_TRUE(seen.expired());
}

} // namespace
} // namespace halberd
