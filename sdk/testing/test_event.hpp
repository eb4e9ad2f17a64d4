#pragma once

#include <halberd/event.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

namespace halberd::test {

// An event that owns its memory, for the tests of a plugin. Cheap to copy.
class TestEvent {
 public:
    TestEvent(std::string name, std::string payload);

    // As the plugin sees it; lives as long as this object or a copy of it.
    const Event& event() const { return content_->event; }
    operator const Event&() const { return event(); }

    const std::string& name() const { return content_->name; }
    const std::string& payload() const { return content_->payload; }

 private:
    struct Content {
        std::string name;
        std::string payload;
        halberd_event raw;
        Event event;

        Content(std::string event_name, std::string event_payload);
    };

    std::shared_ptr<const Content> content_; // shared by copies, which a moved string would invalidate
};

// The events of a supervisor, with its payloads.
TestEvent process_exited(std::string_view process, std::string_view group, bool expected, int pid = 4711);
TestEvent process_running(std::string_view process, std::string_view group, int pid = 4711);
TestEvent process_stopped(std::string_view process, std::string_view group, int pid = 4711);
TestEvent process_starting(std::string_view process, std::string_view group, int tries = 0);
TestEvent process_backoff(std::string_view process, std::string_view group, int tries = 1);
TestEvent process_fatal(std::string_view process, std::string_view group);

// Output of a process, on "stdout" or "stderr": PROCESS_LOG_*, and PROCESS_COMMUNICATION_* for what stood between its
// marks.
TestEvent process_log(std::string_view process, std::string_view group, std::string_view channel,
                      std::string_view data);
TestEvent process_communication(std::string_view process, std::string_view group, std::string_view channel,
                                std::string_view data);

TestEvent remote_communication(std::string_view type, std::string_view data);

// TICK_5, TICK_60 or TICK_3600 at that time.
TestEvent tick(std::chrono::seconds period, std::chrono::system_clock::time_point when);

TestEvent process_group_added(std::string_view group);
TestEvent process_group_removed(std::string_view group);
TestEvent supervisor_running();
TestEvent supervisor_stopping();

} // namespace halberd::test
