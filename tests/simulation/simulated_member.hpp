#pragma once

#include "core/base/log.hpp"
#include "core/process/process.hpp"
#include "tests/simulation/history.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

namespace halberd::simulation {

// One process with its part of the simulated kernel: the child that lives at present, and how it takes signals.
class SimulatedMember : private Process::Port, private Log {
 public:
    // What all members share: the time, and where they write down what happens.
    class World : public Clock {
     public:
        virtual milliseconds now() const = 0;
        virtual bool allows_restart() const = 0;
        virtual pid_t new_pid() = 0;
        virtual Entry& note(std::size_t process, Entry::Kind kind) = 0;
    };

    // `world` outlives the member.
    SimulatedMember(std::size_t index, const ProcessSpec& spec, std::uint64_t seed, World& world);

    Process& process() { return process_; }

    // --- inputs of the machine; each is written down together with what it brings about
    void start();
    void stop(Cause::Kind cause);
    void signal(int signal);
    void give_up();
    void tick();
    void reap();

    // --- what the world does to the child
    void crash(); // ends it by SIGSEGV
    void fail_spawns(int count) { failing_spawns_ = count; }
    void refuse_signals(int count) { refused_signals_ = count; }
    bool end_forgotten_child();                  // ends one that is UNKNOWN; false: there is none
    std::optional<milliseconds> reap_at() const; // when the daemon hears of its end
    std::optional<milliseconds> shutdown_at;     // when it is this member's turn, once the daemon goes down

 private:
    struct Child {
        pid_t pid = 0;
        std::optional<milliseconds> ends_at;
        WaitStatus status{0};
        milliseconds reaper_delay{0};
    };

    SteadyTime steady() const override { return world_.steady(); }
    WallTime wall() const override { return world_.wall(); }
    Result<pid_t> spawn(const ProcessSpec& spec) override;
    Result<void> kill(pid_t target, int signal) override;
    void publish(const Event& event) override;
    bool allows_restart() const override { return world_.allows_restart(); }
    double chance() override;

    void write(LogLevel level, std::string_view message) override;
    bool is_enabled(LogLevel level) const override { return level >= LogLevel::Error; }

    Child born(pid_t pid) const;
    void take_signal(int signal);
    void end_child(milliseconds at, WaitStatus status);
    bool is_recorded() const;
    void settle();
    std::optional<milliseconds> deadline() const;

    std::size_t index_;
    ProcessSpec spec_;
    std::uint64_t seed_;
    World& world_;
    Process process_;
    std::uint64_t lives_ = 0;   // spawns so far
    std::uint64_t chances_ = 0; // random numbers that the machine has drawn
    std::optional<Child> child_;
    int failing_spawns_ = 0;
    int refused_signals_ = 0;
    std::optional<Transition> published_; // the last one
    WallTime started_;
    WallTime stopped_;
};

} // namespace halberd::simulation
