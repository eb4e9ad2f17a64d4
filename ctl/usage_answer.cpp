#include "ctl/usage_answer.hpp"

#include <algorithm>
#include <utility>

namespace halberd::ctl {
namespace {

using xmlrpc::Value;

std::optional<ProcessUsage::Figures> figures_of(const Value& from) {
    const Value* cpu = from.member("tree_cpu");
    if (cpu == nullptr) {
        return std::nullopt;
    }
    ProcessUsage::Figures made{cpu->value_or(0.0), from.number("tree_rss"), std::nullopt, from.number("processes")};
    if (from.member("tree_fds") != nullptr) {
        made.open_files = from.number("tree_fds");
    }
    return made;
}

ProcessUsage to_usage(const Value& from) {
    ProcessUsage usage;
    usage.name = {from.text("group"), from.text("name")};
    usage.state = from.text("statename");
    usage.pid = from.number("pid");
    usage.uptime = usage.pid == 0 ? 0 : std::max<std::int64_t>(from.number("now") - from.number("start"), 0);
    usage.restarts = from.number("restarts");
    usage.figures = figures_of(from);
    return usage;
}

} // namespace

AnswerOf<std::vector<ProcessUsage>> process_usage(Session& session) {
    const auto answer = session.call_halberd("getProcessUsage");
    if (!answer) {
        return tl::unexpected(answer.error());
    }
    const auto* all = answer->get<xmlrpc::Array>();
    if (all == nullptr) {
        xmlrpc::CallError error;
        error.kind = xmlrpc::CallError::Kind::Malformed;
        error.text = "halberd.getProcessUsage did not return an array";
        return tl::unexpected(std::move(error));
    }
    std::vector<ProcessUsage> usages;
    for (const Value& one : *all) {
        usages.push_back(to_usage(one));
    }
    return usages;
}

} // namespace halberd::ctl
