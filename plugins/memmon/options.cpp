#include "plugins/memmon/options.hpp"

#include "plugins/memmon/quantities.hpp"
#include "sdk/xmlrpc/python_text.hpp"

#include <algorithm>

namespace halberd::memmon {
namespace {

using Given = options::CommandLine::Given;

constexpr const char* head = R"(Usage: memmon [-c] [-p NAME=SIZE]... [-g GROUP=SIZE]... [-a SIZE] [-u TIME] [-n NAME]
              [-m ADDRESS] [-s COMMAND | --smtp URL --from ADDRESS | --maildir FOLDER]

Restarts processes that use too much memory, and mails about it. An event listener for
supervisord, to be subscribed to TICK_60 (or TICK_5).

)";

// A value that can't be read, as superlance says it.
std::string unparseable(const std::string& what, const std::string& value, const std::string& option) {
    return "Unparseable " + what + xmlrpc::python_repr(value) + " for " + option;
}

// Takes one option over. The error is superlance's line about its value.
tl::expected<void, std::string> take_size(const Given& option, const std::string& text, std::int64_t& size) {
    const auto parsed = parse_size(text);
    if (!parsed) {
        return tl::unexpected(unparseable("byte_size in ", text, xmlrpc::python_repr(option.spelling)));
    }
    size = *parsed;
    return {};
}

tl::expected<void, std::string> take_named_size(const Given& option, std::map<std::string, std::int64_t>& sizes) {
    if (std::count(option.value.begin(), option.value.end(), '=') != 1) {
        return tl::unexpected(unparseable("value ", option.value, xmlrpc::python_repr(option.spelling)));
    }
    const std::size_t equals = option.value.find('=');
    return take_size(option, option.value.substr(equals + 1), sizes[option.value.substr(0, equals)]);
}

tl::expected<void, std::string> take(const Given& option, Options& options) {
    if (option.name == "program") {
        return take_named_size(option, options.limits.programs);
    }
    if (option.name == "groupname") {
        return take_named_size(option, options.limits.groups);
    }
    if (option.name == "any") {
        return take_size(option, option.value, options.limits.any.emplace());
    }
    if (option.name == "uptime") {
        options.most_uptime = parse_time(option.value);
        if (!options.most_uptime) {
            return tl::unexpected(unparseable("value for time in ", option.value, option.spelling));
        }
    }
    return {};
}

} // namespace

constinit const options::Usage usage("memmon", head, {option_table.data(), option_table.size()});

tl::expected<Options, Exit> parse_options(const std::vector<std::string>& arguments) {
    if (arguments.empty()) {
        return tl::unexpected(usage.error("nothing says how much memory is too much: give -p, -g or -a"));
    }
    const auto line = usage.read(arguments);
    if (!line) {
        return tl::unexpected(line.error());
    }
    Options options;
    for (const Given& option : line->given()) {
        if (const auto taken = take(option, options); !taken) {
            Exit end = usage.error(taken.error());
            end.out = taken.error() + "\n" + end.out;
            return tl::unexpected(std::move(end));
        }
    }
    auto mail = alert::read_mail_options(*line);
    if (!mail) {
        return tl::unexpected(usage.error(mail.error()));
    }
    const auto policy = alert::read_policy_options(*line);
    if (!policy) {
        return tl::unexpected(usage.error(policy.error()));
    }
    options.policy = *policy;
    options.mail = std::move(*mail);
    options.memory.cumulative = line->has("cumulative");
    options.memory.proportional = line->has("pss");
    options.memory.by_cgroup = line->has("cgroup");
    options.name = line->value("name").value_or("");
    options.ignored = line->words();
    return options;
}

} // namespace halberd::memmon
