#include "tests/simulation/schedule.hpp"

#include "core/base/signal_names.hpp"
#include "tests/simulation/random.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <csignal>

namespace halberd::simulation {
namespace {

using std::chrono::seconds;

std::optional<milliseconds> perhaps(Random& random, milliseconds value) {
    return random.in_percent(50) ? std::optional(value) : std::nullopt;
}

RestartSpec random_restart(Random& random) {
    RestartSpec restart;
    if (random.in_percent(50)) {
        return restart;
    }
    restart.delay = perhaps(random, milliseconds(random.one_of({0, 1, 100, 999, 1500, 5000})));
    restart.backoff = random.one_of({Backoff::Constant, Backoff::Linear, Backoff::Exponential});
    restart.backoff_max = perhaps(random, milliseconds(random.one_of({0, 500, 3000})));
    restart.jitter = random.one_of({0, 0, 20, 100});
    if (random.in_percent(40)) {
        restart.limit = RestartLimit{random.between(1, 5), milliseconds(random.one_of({500, 2000, 10'000, 60'000}))};
    }
    return restart;
}

std::vector<StopSignal> random_stopsignals(Random& random) {
    std::vector<StopSignal> signals(static_cast<std::size_t>(random.one_of({1, 1, 1, 2, 3})));
    for (StopSignal& signal : signals) {
        signal.number = random.one_of({SIGTERM, SIGINT, SIGQUIT, SIGUSR1, SIGKILL});
        if (random.in_percent(50)) {
            signal.wait = seconds(random.one_of({0, 1, 2, 5}));
        }
    }
    return signals;
}

ProcessSpec random_program(Random& random, std::size_t number) {
    ProcessSpec spec;
    spec.name = fmt::format("p{}", number);
    spec.command = "/bin/" + spec.name;
    spec.autorestart = random.one_of({AutoRestart::Never, AutoRestart::Unexpected, AutoRestart::Always});
    spec.startsecs = seconds(random.one_of({0, 1, 1, 2, 5}));
    spec.startretries = random.one_of({0, 1, 3, 3, 10, 1'000'000});
    spec.restart = random_restart(random);
    spec.stopsignals = random_stopsignals(random);
    spec.stopwaitsecs = seconds(random.one_of({0, 1, 2, 10}));
    spec.stopasgroup = random.in_percent(30);
    spec.killasgroup = spec.stopasgroup || random.in_percent(30);
    spec.exitcodes = random.one_of({0, 1}) == 0 ? std::vector<int>{0} : std::vector<int>{0, 2};
    return spec;
}

// Many at one moment, many close to the whole seconds at which deadlines are, few far apart.
milliseconds random_gap(Random& random) {
    switch (random.below(6)) {
        case 0:
            return milliseconds(0);
        case 1:
            return milliseconds(random.between(1, 50));
        case 2:
            return seconds(random.between(1, 3));
        case 3:
            return milliseconds(random.between(995, 1005));
        case 4:
            return milliseconds(random.between(0, 5000));
        default:
            return random.in_percent(20) ? milliseconds(random.between(5000, 40'000))
                                         : milliseconds(random.between(0, 1000));
    }
}

Step random_step(Random& random, std::size_t programs) {
    Step step;
    step.process = static_cast<std::size_t>(random.below(static_cast<int>(programs)));
    const int kind = random.below(100);
    if (kind < 30) {
        step.kind = Step::Kind::Start;
    } else if (kind < 52) {
        step.kind = Step::Kind::Stop;
    } else if (kind < 62) {
        step.kind = Step::Kind::Signal;
        step.value = random.one_of({SIGHUP, SIGUSR1, SIGTERM, SIGKILL, SIGSTOP});
    } else if (kind < 78) {
        step.kind = Step::Kind::Crash;
    } else if (kind < 84) {
        step.kind = Step::Kind::FailSpawns;
        step.value = random.between(1, 6);
    } else if (kind < 86) {
        step.kind = Step::Kind::RefuseSignals;
        step.value = random.between(1, 2);
    } else if (kind < 95) {
        step.kind = Step::Kind::JumpClock;
        step.value = random.one_of({-86'400, -3600, -10, -1, 1, 10, 3600, 86'400 * 365});
    } else {
        step.kind = Step::Kind::Stall;
        step.value = random.one_of({10, 500, 1000, 3000});
    }
    return step;
}

std::string describe(const ProcessSpec& spec) {
    const auto optional_text = [](std::optional<milliseconds> time) {
        return time ? fmt::format("{} ms", time->count()) : std::string("-");
    };
    std::vector<std::string> signals;
    for (const StopSignal& signal : spec.stopsignals) {
        signals.push_back(std::string(signal_name(signal.number)) +
                          (signal.wait ? fmt::format(" {}", signal.wait->count()) : ""));
    }
    return fmt::format(
        "{}: startsecs={} startretries={} autorestart={} exitcodes={} stopsignal={} stopwaitsecs={} stopasgroup={} "
        "killasgroup={} restart_delay={} backoff={} backoff_max={} restart_jitter={} restart_limit={}\n",
        spec.name, spec.startsecs.count(), spec.startretries, static_cast<int>(spec.autorestart),
        fmt::join(spec.exitcodes, ","), fmt::join(signals, ", "), spec.stopwaitsecs.count(), spec.stopasgroup,
        spec.killasgroup, optional_text(spec.restart.delay), static_cast<int>(spec.restart.backoff),
        optional_text(spec.restart.backoff_max), spec.restart.jitter,
        spec.restart.limit ? fmt::format("{}/{} ms", spec.restart.limit->count, spec.restart.limit->period.count())
                           : std::string("-"));
}

std::string_view name_of(Step::Kind kind) {
    switch (kind) {
        case Step::Kind::Start:
            return "start";
        case Step::Kind::Stop:
            return "stop";
        case Step::Kind::Signal:
            return "send signal";
        case Step::Kind::Crash:
            return "crash";
        case Step::Kind::FailSpawns:
            return "let spawns fail:";
        case Step::Kind::RefuseSignals:
            return "refuse signals:";
        case Step::Kind::JumpClock:
            return "wall clock jumps by seconds:";
        case Step::Kind::Stall:
            return "the daemon stalls for ms:";
    }
    return "?";
}

} // namespace

Schedule random_schedule(std::uint64_t seed) {
    Random random{seed};
    Schedule schedule;
    schedule.seed = seed;
    const int programs = random.one_of({1, 1, 2, 3});
    for (int number = 0; number < programs; ++number) {
        schedule.programs.push_back(random_program(random, static_cast<std::size_t>(number)));
        if (random.in_percent(80)) {
            schedule.steps.push_back({milliseconds(0), Step::Kind::Start, static_cast<std::size_t>(number), 0});
        }
    }
    milliseconds at{0};
    for (int left = random.between(2, 30); left > 0; --left) {
        at += random_gap(random);
        Step step = random_step(random, schedule.programs.size());
        step.at = at;
        schedule.steps.push_back(step);
    }
    schedule.down = at + random_gap(random);
    schedule.lateness = milliseconds(random.one_of({0, 0, 0, 1, 15, 200}));
    return schedule;
}

std::string describe(const Schedule& schedule) {
    std::string text = fmt::format("seed {}, wake-ups late by {} ms\n", schedule.seed, schedule.lateness.count());
    for (const ProcessSpec& program : schedule.programs) {
        text += describe(program);
    }
    for (const Step& step : schedule.steps) {
        text += fmt::format("{:>10} ms  p{}  {} {}\n", step.at.count(), step.process, name_of(step.kind), step.value);
    }
    return text + fmt::format("{:>10} ms  the daemon goes down\n", schedule.down.count());
}

Schedule shrink(Schedule schedule, const std::function<bool(const Schedule&)>& fails) {
    for (std::size_t length = std::max<std::size_t>(schedule.steps.size() / 2, 1); length > 0; length /= 2) {
        for (std::size_t begin = 0; begin + length <= schedule.steps.size();) {
            Schedule shorter = schedule;
            const auto first = shorter.steps.begin() + static_cast<std::ptrdiff_t>(begin);
            shorter.steps.erase(first, first + static_cast<std::ptrdiff_t>(length));
            if (fails(shorter)) {
                schedule = std::move(shorter);
            } else {
                begin += length;
            }
        }
    }
    return schedule;
}

} // namespace halberd::simulation
