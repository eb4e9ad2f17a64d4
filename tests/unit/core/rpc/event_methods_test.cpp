#include "tests/unit/core/rpc/rpc_fixture.hpp"

#include <chrono>

namespace halberd {
namespace {

using namespace std::chrono_literals;
using EventMethods = RpcTest;

TEST_F(EventMethods, GetEventsTellsThoseInMemory) {
    control.feed.entries = {{7, WallTime(1'795'458'965s + 42ms), "PROCESS_STATE_EXITED", "processname:cat"}};
    EXPECT_EQ(call("halberd.getEvents", {"process_state(web:*), TICK_5", 3, 100}),
              Value(Array{Struct{{"id", 7},
                                 {"at", 1'795'458'965},
                                 {"milliseconds", 42},
                                 {"event", "PROCESS_STATE_EXITED"},
                                 {"payload", "processname:cat"}}}));
    const EventFeed::Query& query = control.feed.queries.at(0);
    EXPECT_EQ(query.after, 3u);
    EXPECT_EQ(query.most, 100u);
    EXPECT_EQ(query.selections, (std::vector<EventSelection>{{"PROCESS_STATE", "web:*"}, {"TICK_5", ""}}));
}

TEST_F(EventMethods, WithoutASelectionAllEventsAreMeant) {
    EXPECT_EQ(call("halberd.getEvents", {"", 0, 5}), Value(Array{}));
    EXPECT_TRUE(control.feed.queries.at(0).selections.empty());
}

TEST_F(EventMethods, WrongArgumentsAreRefusedWithAReason) {
    EXPECT_EQ(call("halberd.getEvents", {"TICK_7", 0, 5}),
              refused("3 BAD_ARGUMENTS: Unknown event type 'TICK_7' (did you mean 'TICK_5'?)"));
    EXPECT_EQ(call("halberd.getEvents", {"", -1, 5}), refused("2 INCORRECT_PARAMETERS"));
    EXPECT_EQ(call("halberd.getEvents", {"", 0, "many"}), refused("2 INCORRECT_PARAMETERS"));
    EXPECT_EQ(call("halberd.getEvents", {"", 0, -5}), refused("2 INCORRECT_PARAMETERS"));
    EXPECT_EQ(call("halberd.waitForEvents", {"", 0, -5}), refused("2 INCORRECT_PARAMETERS"));
    EXPECT_EQ(call("halberd.waitForEvents", {"TICK_7", 0, 5}),
              refused("3 BAD_ARGUMENTS: Unknown event type 'TICK_7' (did you mean 'TICK_5'?)"));
}

TEST_F(EventMethods, WaitForEventsAnswersWhenThereAreSome) {
    send("halberd.waitForEvents", {"", 9, 3600});
    EXPECT_EQ(result(), refused("no reply yet"));
    EXPECT_EQ(control.feed.patiences.at(0), 60s);
    control.feed.waiting.at(0)({{10, WallTime(5s), "TICK_5", "when:5"}});
    EXPECT_EQ(
        result(),
        Value(Array{Struct{{"id", 10}, {"at", 5}, {"milliseconds", 0}, {"event", "TICK_5"}, {"payload", "when:5"}}}));
}

TEST_F(EventMethods, WaitForEventsIsRefusedWhileTheDaemonGoesDown) {
    control.supervisor_state = SupervisorState::Shutdown;
    EXPECT_EQ(call("halberd.waitForEvents", {"", 0, 5}), refused("6 SHUTDOWN_STATE"));
}

TEST_F(EventMethods, GetListenerPoolsTellsHowTheyFare) {
    control.pools = {{"mail", 9, 4, 1, 2, 1, 2, 10, WallTime(77s), std::nullopt},
                     {"kept", 0, 0, 0, 0, 0, 0, 0, std::nullopt,
                      PoolInfo::Durable{"/q.events", 3, 92, 1024, 4096, 1, "the disk is full"}}};
    EXPECT_EQ(call("halberd.getListenerPools"), Value(Array{Struct{{"name", "mail"},
                                                                   {"accepted", 9},
                                                                   {"delivered", 4},
                                                                   {"rejected", 1},
                                                                   {"discarded", 2},
                                                                   {"under_way", 1},
                                                                   {"buffered", 2},
                                                                   {"buffer_size", 10},
                                                                   {"oldest", 77},
                                                                   {"delivery", "memory"}},
                                                            Struct{{"name", "kept"},
                                                                   {"accepted", 0},
                                                                   {"delivered", 0},
                                                                   {"rejected", 0},
                                                                   {"discarded", 0},
                                                                   {"under_way", 0},
                                                                   {"buffered", 0},
                                                                   {"buffer_size", 0},
                                                                   {"delivery", "durable"},
                                                                   {"delivery_file", "/q.events"},
                                                                   {"restored", 3},
                                                                   {"buffered_bytes", 92},
                                                                   {"buffer_bytes", 1024},
                                                                   {"disk_bytes", 4096},
                                                                   {"unwritten", 1},
                                                                   {"trouble", "the disk is full"}}}));
}

} // namespace
} // namespace halberd
