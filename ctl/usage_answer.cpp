#include "ctl/usage_answer.hpp"

#include <algorithm>
#include <utility>

namespace halberd::ctl {
namespace {

using xmlrpc::Value;

std::string text_of(const Value& from, std::string_view name) {
    const Value* member = from.member(name);
    return member == nullptr ? std::string() : member->value_or(std::string());
}

std::int64_t number_of(const Value& from, std::string_view name) {
    const Value* member = from.member(name);
    return member == nullptr ? 0 : member->value_or(std::int64_t{0});
}

std::optional<ProcessUsage::Figures> figures_of(const Value& from) {
    const Value* cpu = from.member("tree_cpu");
    if (cpu == nullptr) {
        return std::nullopt;
    }
    ProcessUsage::Figures made{cpu->value_or(0.0), number_of(from, "tree_rss"), std::nullopt,
                               number_of(from, "processes")};
    if (from.member("tree_fds") != nullptr) {
        made.open_files = number_of(from, "tree_fds");
    }
    return made;
}

ProcessUsage to_usage(const Value& from) {
    ProcessUsage usage;
    usage.name = {text_of(from, "group"), text_of(from, "name")};
    usage.state = text_of(from, "statename");
    usage.pid = number_of(from, "pid");
    usage.uptime = usage.pid == 0 ? 0 : std::max<std::int64_t>(number_of(from, "now") - number_of(from, "start"), 0);
    usage.restarts = number_of(from, "restarts");
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
