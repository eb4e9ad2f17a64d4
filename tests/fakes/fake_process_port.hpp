#pragma once

#include "core/process/process.hpp"

#include <cerrno>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace halberd {

// A world for one process: time that stands still until advance(), spawns that get rising pids, signals that are
// written down.
class FakeProcessPort : public Process::Port {
 public:
    SteadyTime steady() const override { return SteadyTime(elapsed_); }
    WallTime wall() const override { return WallTime(std::chrono::seconds(1'800'000'000) + elapsed_); }
    void advance(std::chrono::milliseconds time) { elapsed_ += time; }

    Result<pid_t> spawn(const ProcessSpec&) override {
        if (spawn_failure) {
            return tl::unexpected(*spawn_failure);
        }
        spawned.push_back(next_pid);
        return next_pid++;
    }
    Result<void> kill(pid_t target, int signal) override {
        killed.emplace_back(target, signal);
        if (kill_errno != 0) {
            return system_failure("kill", kill_errno);
        }
        return {};
    }
    void publish(const Event& event) override {
        const auto& e = std::get<ProcessStateEvent>(event);
        events.push_back(std::string(name_of(type_of(event))) + " " + payload_of(event));
        causes.push_back(e.cause);
    }
    bool allows_restart() const override { return restarts_allowed; }
    double chance() override { return chance_given; }

    std::vector<pid_t> spawned;
    std::vector<std::pair<pid_t, int>> killed;
    std::vector<std::string> events;
    std::vector<Cause> causes;
    std::optional<Error> spawn_failure;
    int kill_errno = 0;
    bool restarts_allowed = true;
    double chance_given = 0;
    pid_t next_pid = 100;

 private:
    std::chrono::milliseconds elapsed_{1'000'000};
};

} // namespace halberd
