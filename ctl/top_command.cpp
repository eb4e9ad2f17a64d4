#include "core/base/duration.hpp"
#include "ctl/command.hpp"
#include "ctl/fault_codes.hpp"
#include "ctl/key_reader.hpp"
#include "ctl/pause.hpp"
#include "ctl/process_selection.hpp"
#include "ctl/usage_table.hpp"
#include "ctl/verb_words.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace halberd::ctl {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::string_view top_help =
    "top [<name> ...]\tShow what processes, with all their descendants, take of the machine, until q or Ctrl-C\n"
    "\t\t\tKeys: c CPU, t time, m memory, f files, u uptime, r restarts, n name, s state: sort by it\n"
    "  --sort COLUMN\t\tcpu (default), time, rss, fds, uptime, restarts, name or state\n"
    "  --interval 2s\t\tHow long each look at the processes lasts\n"
    "  --once\t\tShow one table, of the next second, and end; so it is when the output is no terminal";

constexpr std::array options{VerbOption{"--once"}, VerbOption{"--sort", VerbOption::Value::Required},
                             VerbOption{"--interval", VerbOption::Value::Required}};

// What the command line asks for.
struct Request {
    std::vector<std::string> names;
    UsageColumn sorted_by = UsageColumn::Cpu;
    milliseconds interval{};
    bool is_once = false;
};

// The error is a line for the user.
tl::expected<Request, std::string> read_request(std::string_view argument, bool has_screen) {
    constexpr milliseconds shortest_interval{100};
    const auto words = VerbWords::of_our_verb(argument, options);
    if (!words) {
        return tl::unexpected(words.error());
    }
    Request request;
    request.names = words->names();
    request.is_once = words->has("--once") || !has_screen;
    const std::string column = words->value("--sort").value_or("cpu");
    if (!usage_column(column)) {
        return tl::unexpected("Error: --sort " + column + ": there is no such column");
    }
    request.sorted_by = *usage_column(column);
    const std::string text = words->value("--interval").value_or(request.is_once ? "1s" : "2s");
    const auto interval = parse_duration(text);
    if (!interval) {
        return tl::unexpected("Error: --interval " + text + " is no duration, such as 500ms or 2s");
    }
    request.interval = std::max(*interval, shortest_interval);
    return request;
}

// Looks at the processes again and again.
class Watcher {
 public:
    Watcher(Session& session, const Request& request) : session_(session), request_(request) {}

    // The rows of this look and the one before; nothing when it was said why there are none.
    AnswerOf<std::optional<std::vector<UsageRow>>> look() {
        auto usages = process_usage(session_);
        if (!usages && usages.error().is_fault(fault::UnknownMethod)) {
            session_.fail(
                "ERROR: this supervisord does not tell what processes take: only Halberd's knows the method "
                "halberd.getProcessUsage");
            return std::nullopt;
        }
        if (!usages) {
            return tl::unexpected(usages.error());
        }
        const auto at = steady_clock::now();
        if (!select(*usages)) {
            return std::nullopt;
        }
        std::optional rows = usage_rows(before_, *usages, std::chrono::duration<double>(at - looked_at_).count());
        before_ = *std::move(usages);
        looked_at_ = at;
        return rows;
    }

 private:
    // Leaves those that the user has named. False: nothing is called so, which was said.
    bool select(std::vector<ProcessUsage>& usages) {
        std::vector<ProcessInfo> all(usages.size());
        for (std::size_t i = 0; i < usages.size(); ++i) {
            all[i].name = usages[i].name;
        }
        std::vector<Namespec> wanted;
        for (const ProcessInfo& process :
             select_processes(session_, std::move(all), request_.names, ExitStatus::Generic)) {
            wanted.push_back(process.name);
        }
        std::erase_if(usages, [&](const ProcessUsage& usage) {
            return std::find(wanted.begin(), wanted.end(), usage.name) == wanted.end();
        });
        return !wanted.empty() || request_.names.empty();
    }

    Session& session_;
    const Request& request_;
    std::vector<ProcessUsage> before_;
    steady_clock::time_point looked_at_ = steady_clock::now();
};

Outcome show_once(Session& session, const Request& request) {
    Watcher watcher(session, request);
    if (const auto first = watcher.look(); !first || !*first) {
        return first.map([](const auto&) {});
    }
    if (Outcome waited = pause_for(session, request.interval); !waited) {
        return waited;
    }
    return watcher.look().map([&](const std::optional<std::vector<UsageRow>>& rows) {
        for (const std::string& line : rows ? usage_table(*rows, request.sorted_by) : std::vector<std::string>()) {
            session.line(line);
        }
    });
}

std::optional<UsageColumn> column_of_key(char key) {
    constexpr std::array<std::pair<char, UsageColumn>, 8> keys{{{'c', UsageColumn::Cpu},
                                                                {'t', UsageColumn::Time},
                                                                {'m', UsageColumn::Memory},
                                                                {'f', UsageColumn::Files},
                                                                {'u', UsageColumn::Uptime},
                                                                {'r', UsageColumn::Restarts},
                                                                {'n', UsageColumn::Name},
                                                                {'s', UsageColumn::State}}};
    const auto found = std::find_if(keys.begin(), keys.end(), [&](const auto& one) { return one.first == key; });
    return found == keys.end() ? std::nullopt : std::optional(found->second);
}

// The table fills the screen, from its upper left corner.
void draw(Session& session, const std::vector<UsageRow>& rows, UsageColumn sorted_by) {
    winsize size{};
    const bool is_known = ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 3 && size.ws_col > 0;
    std::vector<std::string> lines{usage_summary(rows) + "; by " + std::string(name_of(sorted_by)) + " (q: quit)", ""};
    for (std::string& line : usage_table(rows, sorted_by)) {
        lines.push_back(std::move(line));
    }
    if (is_known && lines.size() >= size.ws_row) {
        lines.resize(size.ws_row - 1U);
    }
    std::string screen = "\033[H";
    for (const std::string& line : lines) {
        screen += (is_known ? line.substr(0, size.ws_col) : line) + "\033[K\n";
    }
    session.console().write(screen + "\033[J");
    session.console().flush();
}

Outcome show_live(Session& session, const Request& request) {
    const Interrupt::Hold hold;
    KeyReader keys(session.interrupt());
    Watcher watcher(session, request);
    UsageColumn sorted_by = request.sorted_by;
    milliseconds interval{500}; // the first table has no CPU% yet
    session.console().write("\033[H\033[2J");
    for (;;) {
        const auto rows = watcher.look();
        if (!rows || !*rows) {
            return rows.map([](const auto&) {});
        }
        draw(session, **rows, sorted_by);
        const auto until = steady_clock::now() + interval;
        while (const auto key =
                   keys.wait(std::max(std::chrono::ceil<milliseconds>(until - steady_clock::now()), milliseconds{}))) {
            if (*key == 'q') {
                return {};
            }
            sorted_by = column_of_key(*key).value_or(sorted_by);
            draw(session, **rows, sorted_by);
        }
        interval = request.interval;
    }
}

Outcome top(Session& session, std::string_view argument) {
    const char* const kind = std::getenv("TERM");
    const bool has_screen = session.console().is_terminal() && kind != nullptr && std::string_view(kind) != "dumb";
    const auto request = read_request(argument, has_screen);
    if (!request) {
        return refuse(session, request.error(), top_help, ExitStatus::InvalidArguments);
    }
    return run_if_up(session,
                     [&] { return request->is_once ? show_once(session, *request) : show_live(session, *request); });
}

constexpr std::array commands{
    Command{"top", Completion::Processes, top_help, top, Owner::Halberd},
};

} // namespace

std::span<const Command> top_commands() {
    return commands;
}

} // namespace halberd::ctl
