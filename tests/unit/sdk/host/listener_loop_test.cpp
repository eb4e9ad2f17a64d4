#include "sdk/host/listener_loop.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>

namespace halberd {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// A plugin that answers as the payload says: "ok", "fail" or "fatal".
void* create(const halberd_host*, int, const char* const*, char*, size_t) {
    static int instance;
    return &instance;
}

int handle(void*, const halberd_event* event, char* err, size_t err_size) {
    const std::string payload(event->payload.data, event->payload.size);
    std::snprintf(err, err_size, "reason: %s", payload.c_str());
    return payload == "fatal" ? HALBERD_FATAL : payload == "fail" ? HALBERD_FAIL : HALBERD_OK;
}

class ListenerLoopTest : public testing::Test {
 protected:
    ListenerLoopTest() {
        table.struct_size = sizeof table;
        table.create = create;
        table.handle = handle;
        table.destroy = [](void*) {};
        EXPECT_EQ(::pipe2(input.data(), O_CLOEXEC), 0);
        EXPECT_EQ(::pipe2(output.data(), O_CLOEXEC), 0);
    }
    ~ListenerLoopTest() override {
        for (const int fd : {input[0], input[1], output[0], output[1]}) {
            ::close(fd);
        }
    }

    static std::string event(const std::string& payload, wire::EventLength unit = wire::EventLength::Characters) {
        wire::EventHeader header;
        header.server = "supervisor";
        header.pool = "l";
        header.event_name = "TICK_5";
        return wire::format_event(header, payload, unit);
    }

    // Runs the loop on an input that ends after `text` (which fits into a pipe); the exit status.
    int run(const std::string& text, wire::EventLength unit = wire::EventLength::Characters) {
        EXPECT_EQ(::write(input[1], text.data(), text.size()), static_cast<ssize_t>(text.size()));
        ::close(std::exchange(input[1], -1));
        const auto plugin = PluginInstance::create(table, "l", {}, {});
        return run_listener_loop(*plugin.value(), {input[0], output[1], unit},
                                 [this](std::string_view line) { log.emplace_back(line); });
    }

    std::string answers() {
        std::array<char, 4096> buffer{};
        ::close(std::exchange(output[1], -1));
        const ssize_t count = ::read(output[0], buffer.data(), buffer.size());
        return {buffer.data(), static_cast<std::size_t>(count)};
    }

    struct halberd_plugin table {};
    std::array<int, 2> input{};
    std::array<int, 2> output{};
    std::vector<std::string> log;
};

TEST_F(ListenerLoopTest, TheEndOfTheInputIsAGoodEnd) {
    EXPECT_EQ(run(""), 0);
    EXPECT_EQ(answers(), "READY\n");
    EXPECT_THAT(log, IsEmpty());
}

TEST_F(ListenerLoopTest, EveryEventIsAnswered) {
    EXPECT_EQ(run(event("ok") + event("größe") + event("fail") + event("ok")), 0);
    EXPECT_EQ(answers(), "READY\nRESULT 2\nOKREADY\nRESULT 2\nOKREADY\nRESULT 4\nFAILREADY\nRESULT 2\nOKREADY\n");
    EXPECT_THAT(log, ElementsAre("reason: fail"));
}

TEST_F(ListenerLoopTest, LengthsMayCountBytes) {
    EXPECT_EQ(run(event("größe €", wire::EventLength::Bytes) + event("ok"), wire::EventLength::Bytes), 0);
    EXPECT_EQ(answers(), "READY\nRESULT 2\nOKREADY\nRESULT 2\nOKREADY\n");
}

TEST_F(ListenerLoopTest, FatalEndsWithoutAResult) {
    EXPECT_EQ(run(event("fatal") + event("ok")), 1);
    EXPECT_EQ(answers(), "READY\n");
    EXPECT_THAT(log, ElementsAre("reason: fatal"));
}

TEST_F(ListenerLoopTest, AnInputThatEndsInsideAnEventIsAnError) {
    EXPECT_EQ(run(event("ok").substr(0, 20)), 1);
    EXPECT_EQ(answers(), "READY\n");
    EXPECT_THAT(log, ElementsAre(HasSubstr("in the middle of an event")));
}

TEST_F(ListenerLoopTest, ALineThatIsNoHeaderIsNamed) {
    EXPECT_EQ(run("hello\n"), 1);
    EXPECT_THAT(log, ElementsAre(HasSubstr("no event header: 'hello'")));
}

TEST_F(ListenerLoopTest, ADaemonThatDoesNotReadAnyMoreIsAnError) {
    ::signal(SIGPIPE, SIG_IGN); // as for the children of Python's supervisord
    ::close(std::exchange(output[0], -1));
    EXPECT_EQ(run(event("ok")), 1);
    EXPECT_THAT(log, ElementsAre("can't answer the daemon: Broken pipe"));
    ::signal(SIGPIPE, SIG_DFL);
}

TEST_F(ListenerLoopTest, AnInputThatCantBeReadIsAnError) {
    ::close(std::exchange(input[0], -1));
    ::close(std::exchange(input[1], -1));
    const auto plugin = PluginInstance::create(table, "l", {}, {});
    const auto record = [this](std::string_view line) { log.emplace_back(line); };
    EXPECT_EQ(run_listener_loop(*plugin.value(), {-1, output[1], wire::EventLength::Characters}, record), 1);
    EXPECT_THAT(log, ElementsAre("can't read events from the daemon: Bad file descriptor"));
}

} // namespace
} // namespace halberd
