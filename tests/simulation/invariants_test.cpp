#include "tests/simulation/invariants.hpp"

#include <gtest/gtest.h>

#include <csignal>

namespace halberd::simulation {
namespace {

using namespace std::chrono_literals;
using enum ProcessState;
using Kind = Entry::Kind;
using Why = Cause::Kind;

// Hand-made histories of one process (startsecs=1, startretries=1, stopsignal=TERM, stopwaitsecs=10), most of them bad:
// a rule that cannot be broken is no rule.
class InvariantsTest : public testing::Test {
 protected:
    Entry& add(Kind kind) {
        Entry& entry = history.emplace_back();
        entry.at = now;
        entry.kind = kind;
        return entry;
    }
    void transition(ProcessState from, ProcessState to, Why cause) {
        Entry& entry = add(Kind::Transition);
        entry.from = from;
        entry.to = to;
        entry.cause = cause;
    }
    void settled(ProcessState state, pid_t pid, std::optional<milliseconds> deadline = {}) {
        Entry& entry = add(Kind::Settled);
        entry.to = state;
        entry.pid = pid;
        entry.deadline = deadline;
    }
    void signalled(int signal, pid_t pid, Kind kind = Kind::Signalled) {
        Entry& entry = add(kind);
        entry.pid = pid;
        entry.number = signal;
    }
    void reaped(pid_t pid, int exit_code) {
        Entry& entry = add(Kind::Reaped);
        entry.pid = pid;
        entry.number = exit_code;
    }
    void ticked() { add(Kind::Ticked).deadline = now; }

    // The beginnings of stories.
    void start(pid_t pid = 100, ProcessState from = Stopped) {
        add(Kind::StartAsked);
        transition(from, Starting, Why::Request);
        add(Kind::Spawned).pid = pid;
        settled(Starting, pid, now + 1s);
    }
    void start_and_run() {
        start();
        now += 1s;
        ticked();
        transition(Starting, Running, Why::Spawned);
        settled(Running, 100);
    }
    void stop() {
        add(Kind::StopAsked);
        transition(Running, Stopping, Why::Request);
        signalled(SIGTERM, 100);
        settled(Stopping, 100, now + 10s);
    }
    void be_killed() {
        now += 10s;
        ticked();
        signalled(SIGKILL, 100);
        settled(Stopping, 100, now + 10s);
    }
    void end_stopped() {
        reaped(100, -1);
        transition(Stopping, Stopped, Why::Exited);
        settled(Stopped, 0);
    }
    void exit_early(pid_t pid, milliseconds pause) {
        reaped(pid, 1);
        transition(Starting, Backoff, Why::Exited);
        settled(Backoff, 0, now + pause);
    }
    void retry(pid_t pid) {
        ticked();
        transition(Backoff, Starting, Why::Retry);
        add(Kind::Spawned).pid = pid;
        settled(Starting, pid, now + 1s);
    }
    void exit_running(int code, std::optional<milliseconds> deadline) {
        reaped(100, code);
        transition(Running, Exited, Why::Exited);
        settled(Exited, 0, deadline);
    }

    // What is broken by the history, to its end.
    std::optional<Rule> broken() {
        Invariants invariants({spec}, 0ms);
        for (const Entry& entry : history) {
            invariants.read(entry);
        }
        invariants.finish();
        const auto& violation = invariants.violation();
        return violation ? std::optional(violation->rule) : std::nullopt;
    }

    ProcessSpec spec = [] {
        ProcessSpec made;
        made.name = "p";
        made.startretries = 1;
        return made;
    }();
    milliseconds now{0};
    History history;
};

TEST_F(InvariantsTest, AGoodHistoryBreaksNothing) {
    start_and_run();
    stop();
    be_killed();
    end_stopped();
    EXPECT_EQ(broken(), std::nullopt);
}

TEST_F(InvariantsTest, AGoodHistoryMayEndInFatal) {
    start();
    exit_early(100, 1s);
    now += 1s;
    retry(101);
    reaped(101, 1);
    transition(Starting, Backoff, Why::Exited);
    transition(Backoff, Fatal, Why::RetriesExhausted);
    settled(Fatal, 0);
    EXPECT_EQ(broken(), std::nullopt);
}

TEST_F(InvariantsTest, ASecondSpawnWhileTheFirstLivesIsSeen) {
    start();
    add(Kind::Spawned).pid = 101;
    EXPECT_EQ(broken(), Rule::OneProcess);
}

TEST_F(InvariantsTest, AMachineThatForgetsItsPidIsSeen) {
    start();
    settled(Starting, 99, 1s);
    EXPECT_EQ(broken(), Rule::OneProcess);
}

TEST_F(InvariantsTest, AnEndWithoutATransitionIsSeen) {
    start_and_run();
    reaped(100, 0);
    settled(Running, 0);
    EXPECT_EQ(broken(), Rule::OneProcess); // a state with a process, and there is none
    history.pop_back();
    settled(Stopped, 0);
    EXPECT_EQ(broken(), Rule::UnbrokenChain);
}

TEST_F(InvariantsTest, AnEndThatIsIgnoredWhileAnotherStartsIsSeen) {
    start();
    reaped(100, 0);
    add(Kind::Spawned).pid = 101;
    settled(Starting, 101, 1s);
    EXPECT_EQ(broken(), Rule::EveryExit);
}

TEST_F(InvariantsTest, AProcessThatIsNeverReapedIsSeen) {
    start_and_run();
    EXPECT_EQ(broken(), Rule::EveryExit);
}

TEST_F(InvariantsTest, AProcessThatIsReapedTwiceIsSeen) {
    start_and_run();
    exit_running(0, {});
    reaped(100, 0);
    EXPECT_EQ(broken(), Rule::EveryExit);
}

TEST_F(InvariantsTest, ASignalToAReapedPidIsSeen) {
    start_and_run();
    stop();
    end_stopped();
    signalled(SIGKILL, 100);
    EXPECT_EQ(broken(), Rule::EveryExit);
}

TEST_F(InvariantsTest, WhatCannotHappenIsSeen) {
    start_and_run();
    add(Kind::Complaint);
    EXPECT_EQ(broken(), Rule::EveryExit);
}

TEST_F(InvariantsTest, ATickThatDoesNothingIsSeen) {
    start();
    now += 1s;
    ticked();
    settled(Starting, 100, 2s);
    EXPECT_EQ(broken(), Rule::DeadlineMet);
}

TEST_F(InvariantsTest, ADeadlineInThePastIsSeen) {
    start_and_run();
    stop();
    now += 10s;
    ticked();
    signalled(SIGKILL, 100);
    settled(Stopping, 100, now - 1ms);
    EXPECT_EQ(broken(), Rule::DeadlineMet);
}

TEST_F(InvariantsTest, ATickThatComesTooLateIsSeen) {
    start();
    now += 2s;
    add(Kind::Ticked).deadline = 1s;
    EXPECT_EQ(broken(), Rule::DeadlineMet);
}

TEST_F(InvariantsTest, AMissingDeadlineIsSeen) {
    start_and_run();
    exit_running(1, {}); // autorestart=unexpected
    EXPECT_EQ(broken(), Rule::DeadlineMet);
}

TEST_F(InvariantsTest, ARetryWithinASecondIsSeen) {
    start();
    exit_early(100, 999ms);
    now += 999ms;
    retry(101);
    EXPECT_EQ(broken(), Rule::NoSpin);
}

TEST_F(InvariantsTest, TicksWithoutEndAtOneMomentAreSeen) {
    start_and_run();
    stop();
    now += 10s;
    for (int tick = 0; tick < 10; ++tick) {
        ticked();
        signalled(SIGKILL, 100);
        settled(Stopping, 100, now);
    }
    EXPECT_EQ(broken(), Rule::NoSpin);
}

TEST_F(InvariantsTest, FatalBeforeStartretriesAreExhaustedIsSeen) {
    start();
    reaped(100, 1);
    transition(Starting, Backoff, Why::Exited);
    transition(Backoff, Fatal, Why::RetriesExhausted);
    EXPECT_EQ(broken(), Rule::FatalByRule);
}

TEST_F(InvariantsTest, AnAttemptTooManyIsSeen) {
    start();
    exit_early(100, 1s);
    now += 1s;
    retry(101);
    exit_early(101, 2s);
    EXPECT_EQ(broken(), Rule::FatalByRule);
}

TEST_F(InvariantsTest, FatalWithoutALimitIsSeen) {
    spec.restart.limit = RestartLimit{1, 60s};
    start_and_run();
    reaped(100, 1);
    transition(Running, Exited, Why::Exited);
    transition(Exited, Fatal, Why::RestartLimit);
    EXPECT_EQ(broken(), Rule::FatalByRule);
}

TEST_F(InvariantsTest, ARestartOverTheLimitIsSeen) {
    spec.restart.limit = RestartLimit{1, 60s};
    spec.startretries = 5;
    start();
    exit_early(100, 1s);
    now += 1s;
    retry(101);
    exit_early(101, 1s);
    now += 1s;
    retry(102);
    EXPECT_EQ(broken(), Rule::FatalByRule);
}

TEST_F(InvariantsTest, FatalWithoutBeingAskedToGiveUpIsSeen) {
    start();
    exit_early(100, 1s);
    transition(Backoff, Fatal, Why::Shutdown);
    EXPECT_EQ(broken(), Rule::FatalByRule);
}

TEST_F(InvariantsTest, AStopWithoutSigkillIsSeen) {
    start_and_run();
    stop();
    now += 10s + 1ms;
    settled(Stopping, 100, now + 10s);
    EXPECT_EQ(broken(), Rule::StopEnds);
}

TEST_F(InvariantsTest, AWrongStopsignalIsSeen) {
    start_and_run();
    add(Kind::StopAsked);
    transition(Running, Stopping, Why::Request);
    signalled(SIGINT, 100);
    EXPECT_EQ(broken(), Rule::StopEnds);
}

TEST_F(InvariantsTest, ASignalToAGroupThatNobodyWantsIsSeen) {
    start_and_run();
    add(Kind::StopAsked);
    transition(Running, Stopping, Why::Request);
    signalled(SIGTERM, -100);
    EXPECT_EQ(broken(), Rule::StopEnds);
}

TEST_F(InvariantsTest, ASignalThatNobodyAskedForIsSeen) {
    start_and_run();
    signalled(SIGTERM, 100);
    EXPECT_EQ(broken(), Rule::StopEnds);
}

TEST_F(InvariantsTest, AnUnknownArrowIsSeen) {
    start_and_run();
    transition(Running, Backoff, Why::Exited);
    EXPECT_EQ(broken(), Rule::Arrow);
}

TEST_F(InvariantsTest, AnArrowForTheWrongReasonIsSeen) {
    start();
    now += 500ms;
    transition(Starting, Running, Why::Spawned); // before startsecs
    EXPECT_EQ(broken(), Rule::Arrow);
}

TEST_F(InvariantsTest, ARefusedSignalThatLeavesNoTraceIsSeen) {
    start_and_run();
    add(Kind::StopAsked);
    transition(Running, Stopping, Why::Request);
    signalled(SIGTERM, 100, Kind::SignalRefused);
    settled(Stopping, 100, now + 10s);
    EXPECT_EQ(broken(), Rule::Arrow);
}

TEST_F(InvariantsTest, AMissingEventIsSeen) {
    start();
    now += 1s;
    transition(Running, Exited, Why::Exited);
    EXPECT_EQ(broken(), Rule::UnbrokenChain);
}

TEST_F(InvariantsTest, ARecordThatSaysSomethingElseIsSeen) {
    start();
    history.back().is_recorded = false;
    EXPECT_EQ(broken(), Rule::UnbrokenChain);
}

TEST_F(InvariantsTest, ARestartWhileTheDaemonGoesDownIsSeen) {
    start();
    exit_early(100, 1s);
    add(Kind::WentDown);
    now += 1s;
    retry(101);
    EXPECT_EQ(broken(), Rule::DownStaysDown);
}

TEST_F(InvariantsTest, ALifeThatIsNotOverIsSeen) {
    start();
    exit_early(100, 1s);
    EXPECT_EQ(broken(), Rule::SettledAtTheEnd);
}

} // namespace
} // namespace halberd::simulation
