#include "ctl/command.hpp"
#include "ctl/event_lines.hpp"
#include "ctl/fault_codes.hpp"
#include "ctl/verb_words.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

namespace halberd::ctl {
namespace {

using xmlrpc::CallError;

constexpr std::string_view events_help =
    "events [--json] [TYPE ...]\tShow the last events: all, or those of some types, such as PROCESS_STATE_EXITED\n"
    "\t\t\t\tor 'PROCESS_STATE(web:*)'\n"
    "events -f [--json] [TYPE ...]\tShow the last ten of them, and new ones as they happen, until Ctrl-C";

constexpr int all_in_memory = 10'000;
constexpr int shown_before_following = 10;
constexpr int patience_seconds = 30;

// What the command line asks for.
struct Request {
    bool follows = false;
    bool as_json = false;
    std::string selection; // as events= has it
};

constexpr std::array options{VerbOption{"-f"}, VerbOption{"--json"}};

// Says why there are no events; an error that it has no words for comes back.
Outcome fail(Session& session, const CallError& error) {
    if (error.is_fault(fault::BadArguments)) {
        session.fail("ERROR: " + error.text, ExitStatus::InvalidArguments);
    } else if (error.is_fault(fault::UnknownMethod)) {
        session.fail("ERROR: this supervisord keeps no events: only Halberd's knows the method halberd.getEvents");
    } else {
        return tl::unexpected(error);
    }
    return {};
}

// Shows the events of an answer; the id of the last one is `last` from then on.
void show(Session& session, const xmlrpc::Value& answer, bool as_json, std::int64_t& last) {
    for (const EventLine& event : event_lines(answer)) {
        session.line(as_json ? json_of(event) : text_of(event));
        last = event.id;
    }
    session.console().flush();
}

Outcome follow(Session& session, const Request& request, std::int64_t last) {
    const Interrupt::Hold hold;
    const auto remote = session.remote().another(session.interrupt().fd());
    for (;;) {
        const auto answer =
            remote->call("halberd.waitForEvents", {request.selection, static_cast<int>(last), patience_seconds});
        if (answer) {
            show(session, *answer, request.as_json, last);
        } else if (answer.error().kind == CallError::Kind::Interrupted) {
            session.interrupt().clear();
            session.line("");
            return {};
        } else {
            return tl::unexpected(answer.error());
        }
    }
}

Outcome events(Session& session, std::string_view argument) {
    const auto words = VerbWords::of_our_verb(argument, options);
    if (!words) {
        return refuse(session, words.error(), events_help, ExitStatus::InvalidArguments);
    }
    const Request request{words->has("-f"), words->has("--json"), fmt::format("{}", fmt::join(words->names(), ","))};
    const int most = request.follows ? shown_before_following : all_in_memory;
    const auto answer = session.call_halberd("getEvents", {request.selection, 0, most});
    if (!answer) {
        return fail(session, answer.error());
    }
    std::int64_t last = 0;
    show(session, *answer, request.as_json, last);
    return request.follows ? follow(session, request, last) : Outcome();
}

constexpr std::array commands{
    Command{"events", Completion::Nothing, events_help, events, Owner::Halberd},
};

} // namespace

std::span<const Command> events_commands() {
    return commands;
}

} // namespace halberd::ctl
