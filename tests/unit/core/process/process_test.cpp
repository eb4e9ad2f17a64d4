#include "core/process/process.hpp"
#include "tests/fakes/fake_process_port.hpp"
#include "tests/fakes/recording_log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

namespace halberd {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

class ProcessTest : public testing::Test {
 protected:
    Process& make() {
        process.emplace("g", spec, port, log);
        return *process;
    }
    Process& make_running() {
        make().start(request);
        port.advance(std::chrono::duration_cast<std::chrono::milliseconds>(spec.startsecs));
        process->tick();
        port.events.clear();
        log.lines.clear();
        return *process;
    }

    ProcessSpec spec = [] {
        ProcessSpec made;
        made.name = "p";
        made.command = "/bin/p";
        return made;
    }();
    const Cause request{Cause::Kind::Request, "test", {}, {}};
    FakeProcessPort port;
    RecordingLog log;
    std::optional<Process> process;
};

TEST_F(ProcessTest, IsRunningAfterStartsecs) {
    make().start(request);
    EXPECT_EQ(process->state(), ProcessState::Starting);
    port.advance(999ms);
    process->tick();
    EXPECT_EQ(process->state(), ProcessState::Starting);
    port.advance(1ms);
    process->tick();
    EXPECT_EQ(process->state(), ProcessState::Running);
    EXPECT_THAT(port.events,
                ElementsAre("PROCESS_STATE_STARTING processname:p groupname:g from_state:STOPPED tries:0",
                            "PROCESS_STATE_RUNNING processname:p groupname:g from_state:STARTING pid:100"));
    EXPECT_THAT(
        log.lines,
        ElementsAre("INFO spawned: 'p' with pid 100",
                    "INFO success: p entered RUNNING state, process has stayed up for > than 1 seconds (startsecs)"));
}

TEST_F(ProcessTest, IsRunningAtOnceWithoutStartsecs) {
    spec.startsecs = 0s;
    make().start(request);
    EXPECT_EQ(process->state(), ProcessState::Running);
}

TEST_F(ProcessTest, AnInstantExitWithoutStartsecsIsExitedNotBackoff) {
    spec.startsecs = 0s;
    spec.autorestart = AutoRestart::Never;
    make().start(request);
    process->on_exit(WaitStatus::from_exit_code(0));
    EXPECT_EQ(process->state(), ProcessState::Exited);
    EXPECT_EQ(log.lines.back(), "INFO exited: p (exit status 0; expected)");
}

TEST_F(ProcessTest, BacksOffLongerEachTimeAndGivesUpAfterStartretries) {
    spec.startretries = 2;
    make().start(request);
    for (const auto pause : {1s, 2s}) {
        process->on_exit(WaitStatus::from_exit_code(0));
        ASSERT_EQ(process->state(), ProcessState::Backoff);
        EXPECT_EQ(process->next_deadline(), port.steady() + pause);
        port.advance(pause);
        process->tick();
        ASSERT_EQ(process->state(), ProcessState::Starting);
    }
    process->on_exit(WaitStatus::from_exit_code(0));
    EXPECT_EQ(process->state(), ProcessState::Fatal);
    EXPECT_EQ(port.spawned.size(), 3u);
    EXPECT_EQ(process->record().spawn_error, "Exited too quickly (process log may have details)");
    EXPECT_EQ(port.events.at(port.events.size() - 2),
              "PROCESS_STATE_BACKOFF processname:p groupname:g from_state:STARTING tries:3");
    EXPECT_EQ(port.events.back(), "PROCESS_STATE_FATAL processname:p groupname:g from_state:BACKOFF");
    EXPECT_EQ(log.lines.at(log.lines.size() - 2), "WARN exited: p (exit status 0; not expected)");
    EXPECT_EQ(log.lines.back(), "INFO gave up: p entered FATAL state, too many start retries too quickly");
}

TEST_F(ProcessTest, CountsItsStartsAndThoseThatNobodyAskedFor) {
    make_running().on_exit(WaitStatus::from_exit_code(1));
    port.advance(1s);
    process->tick();
    process->on_exit(WaitStatus::from_exit_code(1));
    ASSERT_EQ(process->state(), ProcessState::Backoff);
    port.advance(1s);
    process->tick();
    EXPECT_EQ(process->record().starts, 3u);
    EXPECT_EQ(process->record().restarts, 2u);
    ASSERT_TRUE(process->stop(request));
    process->on_exit(WaitStatus::from_exit_code(0));
    process->start(request);
    EXPECT_EQ(process->record().starts, 4u);
    EXPECT_EQ(process->record().restarts, 2u);
}

TEST_F(ProcessTest, AFailedSpawnBacksOffWithItsText) {
    port.spawn_failure = Error{"", 0, "can't find command '/bin/p'"};
    make().start(request);
    EXPECT_EQ(process->state(), ProcessState::Backoff);
    EXPECT_EQ(process->record().spawn_error, "can't find command '/bin/p'");
    EXPECT_THAT(log.lines, ElementsAre("INFO spawnerr: can't find command '/bin/p'"));
}

TEST_F(ProcessTest, ACrashIsRestartedAtOnce) {
    make_running().on_exit(WaitStatus::from_signal(SIGSEGV));
    EXPECT_EQ(process->state(), ProcessState::Exited);
    EXPECT_EQ(process->next_deadline(), port.steady());
    EXPECT_EQ(process->record().exit_status, -1);
    EXPECT_EQ(process->record().spawn_error, "Bad exit code -1");
    EXPECT_THAT(log.lines, ElementsAre("WARN exited: p (terminated by SIGSEGV; not expected)"));
    process->tick();
    EXPECT_EQ(process->state(), ProcessState::Starting);
}

TEST_F(ProcessTest, AProcessThatLivedLessThanASecondIsStartedAtMostOnceASecond) {
    spec.startsecs = 0s;
    spec.autorestart = AutoRestart::Always;
    make().start(request);
    port.advance(300ms);
    process->on_exit(WaitStatus::from_exit_code(0));
    process->tick();
    EXPECT_EQ(process->state(), ProcessState::Exited);
    EXPECT_EQ(process->next_deadline(), port.steady() + 700ms);
    port.advance(700ms);
    process->tick();
    EXPECT_EQ(process->state(), ProcessState::Running);
}

struct RestartCase {
    AutoRestart autorestart;
    int exit_code;
    bool restarted;
};
class ProcessRestart : public ProcessTest, public testing::WithParamInterface<RestartCase> {};

TEST_P(ProcessRestart, FollowsAutorestartAndExitcodes) {
    spec.autorestart = GetParam().autorestart;
    spec.exitcodes = {0, 2};
    make_running().on_exit(WaitStatus::from_exit_code(GetParam().exit_code));
    process->tick();
    EXPECT_EQ(process->state() == ProcessState::Starting, GetParam().restarted);
}

INSTANTIATE_TEST_SUITE_P(
    EachKind, ProcessRestart,
    testing::Values(RestartCase{AutoRestart::Never, 0, false}, RestartCase{AutoRestart::Never, 1, false},
                    RestartCase{AutoRestart::Unexpected, 0, false}, RestartCase{AutoRestart::Unexpected, 2, false},
                    RestartCase{AutoRestart::Unexpected, 1, true}, RestartCase{AutoRestart::Always, 0, true},
                    RestartCase{AutoRestart::Always, 1, true}));

TEST_F(ProcessTest, StopSendsTheStopsignalAndThenSigkill) {
    spec.stopsignals = {{SIGINT, std::nullopt}};
    spec.stopwaitsecs = 5s;
    ASSERT_TRUE(make_running().stop(request));
    EXPECT_EQ(process->state(), ProcessState::Stopping);
    port.advance(5s);
    process->tick();
    EXPECT_THAT(port.killed, ElementsAre(Pair(100, SIGINT), Pair(100, SIGKILL)));
    EXPECT_EQ(log.lines.back(), "WARN killing 'p' (100) with SIGKILL");
    process->on_exit(WaitStatus::from_signal(SIGKILL));
    EXPECT_EQ(process->state(), ProcessState::Stopped);
    EXPECT_EQ(log.lines.back(), "WARN stopped: p (terminated by SIGKILL)");
    EXPECT_EQ(process->next_deadline(), std::nullopt);
}

TEST_F(ProcessTest, SeveralStopsignalsFollowEachOtherAndSigkillComesLast) {
    spec.stopsignals = {{SIGTERM, 2s}, {SIGINT, 3s}, {SIGQUIT, std::nullopt}};
    spec.stopwaitsecs = 4s;
    spec.stopasgroup = true;
    ASSERT_TRUE(make_running().stop(request));
    for (const auto wait : {2s, 3s, 4s}) {
        EXPECT_EQ(process->next_deadline(), port.steady() + wait);
        port.advance(wait);
        process->tick();
    }
    EXPECT_THAT(port.killed,
                ElementsAre(Pair(-100, SIGTERM), Pair(-100, SIGINT), Pair(-100, SIGQUIT), Pair(100, SIGKILL)));
    EXPECT_EQ(log.lines.at(0), "WARN killing 'p' (100) with SIGINT");
    EXPECT_EQ(port.events.size(), 1u);
    process->on_exit(WaitStatus::from_signal(SIGKILL));
    EXPECT_EQ(process->state(), ProcessState::Stopped);
}

TEST_F(ProcessTest, WaitsForRestartDelayAfterAnExitAndGrowsItsPauses) {
    spec.restart.delay = 5s;
    spec.restart.backoff = Backoff::Exponential;
    spec.restart.jitter = 100;
    port.chance_given = 0.5;
    make_running().on_exit(WaitStatus::from_exit_code(1));
    EXPECT_EQ(process->next_deadline(), port.steady() + 7500ms);
    port.chance_given = 0;
    port.advance(7500ms);
    process->tick();
    ASSERT_EQ(process->state(), ProcessState::Starting);
    for (const auto pause : {5s, 10s, 20s}) {
        process->on_exit(WaitStatus::from_exit_code(1));
        ASSERT_EQ(process->state(), ProcessState::Backoff);
        EXPECT_EQ(process->next_deadline(), port.steady() + pause);
        port.advance(pause);
        process->tick();
    }
}

TEST_F(ProcessTest, AFailedStartIsRepeatedAtMostOnceASecondWhateverTheDelay) {
    spec.restart.delay = 0s;
    spec.startretries = 1'000'000;
    make().start(request);
    port.advance(300ms);
    process->on_exit(WaitStatus::from_exit_code(1));
    EXPECT_EQ(process->next_deadline(), port.steady() + 700ms);
    port.advance(700ms);
    port.spawn_failure = Error{"spawn", EAGAIN, {}};
    process->tick();
    ASSERT_EQ(process->state(), ProcessState::Backoff);
    EXPECT_EQ(process->next_deadline(), port.steady() + 1s);
}

TEST_F(ProcessTest, GivesUpWhenItIsRestartedMoreOftenThanItsLimit) {
    spec.restart.limit = RestartLimit{2, 60s};
    make_running();
    for (int i = 0; i < 2; ++i) {
        process->on_exit(WaitStatus::from_exit_code(1));
        process->tick();
        port.advance(1s);
        process->tick();
        ASSERT_EQ(process->state(), ProcessState::Running);
    }
    process->on_exit(WaitStatus::from_exit_code(1));
    EXPECT_EQ(process->state(), ProcessState::Fatal);
    EXPECT_EQ(port.events.back(), "PROCESS_STATE_FATAL processname:p groupname:g from_state:EXITED");
    EXPECT_EQ(log.lines.back(),
              "WARN gave up: p entered FATAL state, it was restarted 2 times within 1m (restart_limit)");
    EXPECT_EQ(process->next_deadline(), std::nullopt);
    make_running();
    EXPECT_EQ(process->state(), ProcessState::Running);
}

TEST_F(ProcessTest, FailedStartsCountForTheLimitAndAStartByHandBeginsAnew) {
    spec.restart.limit = RestartLimit{1, 60s};
    spec.startretries = 10;
    make().start(request);
    for (int run = 0; run < 2; ++run) {
        process->on_exit(WaitStatus::from_exit_code(1));
        ASSERT_EQ(process->state(), ProcessState::Backoff);
        port.advance(1s);
        process->tick();
        process->on_exit(WaitStatus::from_exit_code(1));
        EXPECT_EQ(process->state(), ProcessState::Fatal);
        process->start(request);
        EXPECT_EQ(process->state(), ProcessState::Starting);
    }
}

TEST_F(ProcessTest, StopasgroupAndKillasgroupSignalTheProcessGroup) {
    spec.stopasgroup = true;
    spec.killasgroup = true;
    ASSERT_TRUE(make_running().stop(request));
    port.advance(10s);
    process->tick();
    EXPECT_THAT(port.killed, ElementsAre(Pair(-100, SIGTERM), Pair(-100, SIGKILL)));
}

TEST_F(ProcessTest, SigkillIsNotRepeatedInASpin) {
    spec.stopwaitsecs = 0s;
    ASSERT_TRUE(make_running().stop(request));
    process->tick();
    process->tick();
    EXPECT_THAT(port.killed, ElementsAre(Pair(100, SIGTERM), Pair(100, SIGKILL)));
}

TEST_F(ProcessTest, StoppingInBackoffIsStoppedAtOnce) {
    make().start(request);
    process->on_exit(WaitStatus::from_exit_code(1));
    ASSERT_TRUE(process->stop(request));
    EXPECT_EQ(process->state(), ProcessState::Stopped);
    EXPECT_THAT(port.killed, IsEmpty());
    EXPECT_EQ(port.events.back(), "PROCESS_STATE_STOPPED processname:p groupname:g from_state:BACKOFF pid:0");
}

TEST_F(ProcessTest, StoppingCallsOffAPendingRestart) {
    make_running().on_exit(WaitStatus::from_exit_code(1));
    ASSERT_TRUE(process->stop(request));
    process->tick();
    EXPECT_EQ(process->state(), ProcessState::Exited);
}

TEST_F(ProcessTest, AProcessThatIsGoneWhenSignalledIsLeftToTheReaper) {
    make_running();
    port.kill_errno = ESRCH;
    EXPECT_TRUE(process->stop(request));
    EXPECT_EQ(process->state(), ProcessState::Stopping);
}

TEST_F(ProcessTest, ASignalThatCannotBeSentMakesItUnknown) {
    make_running();
    port.kill_errno = EPERM;
    EXPECT_FALSE(process->stop(request));
    EXPECT_EQ(process->state(), ProcessState::Unknown);
    EXPECT_EQ(process->pid(), 100);
    EXPECT_EQ(port.causes.back().error->errno_code, EPERM);
}

TEST_F(ProcessTest, SignalReachesOnlyAProcessThatRuns) {
    EXPECT_FALSE(make().signal(SIGHUP));
    EXPECT_TRUE(make_running().signal(SIGHUP));
    EXPECT_THAT(port.killed, ElementsAre(Pair(100, SIGHUP)));
}

TEST_F(ProcessTest, NothingIsRestartedWhileTheDaemonGoesDown) {
    make_running();
    port.restarts_allowed = false;
    process->on_exit(WaitStatus::from_exit_code(1));
    EXPECT_EQ(process->next_deadline(), std::nullopt);
    process->tick();
    EXPECT_EQ(process->state(), ProcessState::Exited);
}

TEST_F(ProcessTest, GivingUpEndsBackoffInFatal) {
    make().start(request);
    process->on_exit(WaitStatus::from_exit_code(1));
    process->give_up({Cause::Kind::Shutdown, {}, {}, {}});
    EXPECT_EQ(process->state(), ProcessState::Fatal);
    make_running().give_up({Cause::Kind::Shutdown, {}, {}, {}});
    EXPECT_EQ(process->state(), ProcessState::Running);
}

TEST_F(ProcessTest, KnowsWhenItHasEndedForGood) {
    spec.exitcodes = {0};
    EXPECT_FALSE(make_running().has_ended_for_good());
    process->on_exit(WaitStatus::from_exit_code(1));
    EXPECT_FALSE(process->has_ended_for_good()) << "it is going to be restarted";
    make_running().on_exit(WaitStatus::from_exit_code(0));
    EXPECT_TRUE(process->has_ended_for_good());
    EXPECT_EQ(process->record().last_exit, WaitStatus::from_exit_code(0));
    process->start(request);
    EXPECT_EQ(process->record().last_exit, std::nullopt);
    process->on_exit(WaitStatus::from_signal(SIGSEGV));
    EXPECT_FALSE(process->has_ended_for_good()) << "it is in BACKOFF";
    process->give_up({Cause::Kind::Shutdown, {}, {}, {}});
    EXPECT_TRUE(process->has_ended_for_good());
    EXPECT_EQ(process->record().last_exit, WaitStatus::from_signal(SIGSEGV));
    ASSERT_TRUE(make_running().stop(request));
    process->on_exit(WaitStatus::from_exit_code(0));
    EXPECT_FALSE(process->has_ended_for_good()) << "somebody stopped it";
}

TEST_F(ProcessTest, KeepsTheLastTransitionsWithTheirCauses) {
    make_running().on_exit(WaitStatus::from_exit_code(3));
    const auto& history = process->record().history;
    ASSERT_EQ(history.size(), 3u);
    EXPECT_EQ(history.back().to, ProcessState::Exited);
    EXPECT_EQ(history.back().cause.describe(), "exit status 3");
    EXPECT_EQ(history.front().cause.describe(), "requested by test");
}

TEST_F(ProcessTest, RemembersWhatCrashedWithinAnHour) {
    const auto crash = [this](WaitStatus status) {
        process->start(request);
        process->on_exit(status);
    };
    spec.startsecs = 0s;
    spec.autorestart = AutoRestart::Never;
    make();
    crash(WaitStatus::from_exit_code(3));
    port.advance(59min);
    crash(WaitStatus::from_exit_code(0));
    crash(WaitStatus::from_signal(SIGSEGV));
    EXPECT_EQ(process->record().crashes.size(), 2U) << "an exit that was expected is none";
    port.advance(1min);
    crash(WaitStatus::from_exit_code(3));
    EXPECT_EQ(process->record().crashes.size(), 3U);
    port.advance(59min);
    crash(WaitStatus::from_exit_code(3));
    EXPECT_EQ(process->record().crashes.size(), 3U) << "the first one is too long ago";
    for (int i = 0; i < 1100; ++i) {
        crash(WaitStatus::from_exit_code(3));
    }
    EXPECT_EQ(process->record().crashes.size(), 1000U);
}

TEST_F(ProcessTest, AnOwnReasonReplacesTheTextOfAnEarlyExit) {
    make().start(request);
    process->on_exit(WaitStatus::from_exit_code(1), "cannot load plugin");
    EXPECT_EQ(process->record().spawn_error, "cannot load plugin");
}

} // namespace
} // namespace halberd
