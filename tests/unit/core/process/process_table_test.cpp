// The table of core/process/process.hpp and docs/states.md, cell by cell.

#include "core/process/process.hpp"
#include "tests/fakes/fake_process_port.hpp"
#include "tests/fakes/recording_log.hpp"

#include <gtest/gtest.h>

#include <csignal>

namespace halberd {
namespace {

using namespace std::chrono_literals;

enum class Input { Start, Stop, Exit, Deadline };

struct Cell {
    ProcessState from;
    Input input;
    ProcessState to;
    bool cannot_happen = false;
};

std::string_view name_of_input(Input input) {
    switch (input) {
        case Input::Start:
            return "Start";
        case Input::Stop:
            return "Stop";
        case Input::Exit:
            return "Exit";
        case Input::Deadline:
            return "Deadline";
    }
    return "";
}

class ProcessTable : public testing::TestWithParam<Cell> {
 protected:
    void bring_to(ProcessState state) {
        switch (state) {
            case ProcessState::Stopped:
                return;
            case ProcessState::Starting:
                process.start(request);
                return;
            case ProcessState::Running:
                process.start(request);
                port.advance(1s);
                process.tick();
                return;
            case ProcessState::Backoff:
                process.start(request);
                process.on_exit(WaitStatus::from_exit_code(1));
                return;
            case ProcessState::Stopping:
                bring_to(ProcessState::Running);
                static_cast<void>(process.stop(request));
                return;
            case ProcessState::Exited:
                bring_to(ProcessState::Running);
                process.on_exit(WaitStatus::from_exit_code(1));
                return;
            case ProcessState::Fatal:
                bring_to(ProcessState::Backoff);
                process.give_up(request);
                return;
            case ProcessState::Unknown:
                bring_to(ProcessState::Running);
                port.kill_errno = EPERM;
                static_cast<void>(process.stop(request));
                port.kill_errno = 0;
                return;
        }
    }

    void put_in(Input input) {
        switch (input) {
            case Input::Start:
                process.start(request);
                return;
            case Input::Stop:
                static_cast<void>(process.stop(request));
                return;
            case Input::Exit:
                process.on_exit(WaitStatus::from_exit_code(1));
                return;
            case Input::Deadline:
                port.advance(1h);
                process.tick();
                return;
        }
    }

    const Cause request{Cause::Kind::Request, {}, {}, {}};
    FakeProcessPort port;
    RecordingLog log;
    Process process{"g",
                    [] {
                        ProcessSpec spec;
                        spec.name = "p";
                        return spec;
                    }(),
                    port, log};
};

TEST_P(ProcessTable, HoldsInThisCell) {
    bring_to(GetParam().from);
    ASSERT_EQ(process.state(), GetParam().from);
    log.lines.clear();
    put_in(GetParam().input);
    EXPECT_EQ(process.state(), GetParam().to);
    const bool said_so = !log.lines.empty() && log.lines.front().starts_with("ERRO cannot happen");
    EXPECT_EQ(said_so, GetParam().cannot_happen);
}

using enum ProcessState;

INSTANTIATE_TEST_SUITE_P(
    EachCell, ProcessTable,
    testing::Values(Cell{Stopped, Input::Start, Starting}, Cell{Stopped, Input::Stop, Stopped},
                    Cell{Stopped, Input::Exit, Stopped, true}, Cell{Stopped, Input::Deadline, Stopped}, //
                    Cell{Starting, Input::Start, Starting}, Cell{Starting, Input::Stop, Stopping},
                    Cell{Starting, Input::Exit, Backoff}, Cell{Starting, Input::Deadline, Running}, //
                    Cell{Running, Input::Start, Running}, Cell{Running, Input::Stop, Stopping},
                    Cell{Running, Input::Exit, Exited}, Cell{Running, Input::Deadline, Running}, //
                    Cell{Backoff, Input::Start, Starting}, Cell{Backoff, Input::Stop, Stopped},
                    Cell{Backoff, Input::Exit, Backoff, true}, Cell{Backoff, Input::Deadline, Starting}, //
                    Cell{Stopping, Input::Start, Stopping}, Cell{Stopping, Input::Stop, Stopping},
                    Cell{Stopping, Input::Exit, Stopped}, Cell{Stopping, Input::Deadline, Stopping}, //
                    Cell{Exited, Input::Start, Starting}, Cell{Exited, Input::Stop, Exited},
                    Cell{Exited, Input::Exit, Exited, true}, Cell{Exited, Input::Deadline, Starting}, //
                    Cell{Fatal, Input::Start, Starting}, Cell{Fatal, Input::Stop, Fatal},
                    Cell{Fatal, Input::Exit, Fatal, true}, Cell{Fatal, Input::Deadline, Fatal}, //
                    Cell{Unknown, Input::Start, Unknown}, Cell{Unknown, Input::Stop, Unknown},
                    Cell{Unknown, Input::Exit, Stopped}, Cell{Unknown, Input::Deadline, Unknown}),
    [](const auto& cell) {
        return std::string(name_of(cell.param.from)) + "_" + std::string(name_of_input(cell.param.input));
    });

} // namespace
} // namespace halberd
