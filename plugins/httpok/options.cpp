#include "plugins/httpok/options.hpp"

#include "plugins/httpok/http_check.hpp"

#include <charconv>
#include <optional>

namespace halberd::httpok {
namespace {

constexpr const char* head = R"(Usage: httpok [-p NAME]... [-a] [-t SECONDS] [-c STATUS]... [-b TEXT] [-m ADDRESS]
              [-s COMMAND | --smtp URL --from ADDRESS | --maildir FOLDER] URL

Restarts processes when a GET of the URL brings no good answer, and mails about it. An event
listener for supervisord, to be subscribed to TICK_60 (or TICK_5).

)";

constexpr int time_outs_of_a_check = 6;
constexpr std::chrono::seconds longest_without_time_out{60};

std::optional<int> parse_status(const std::string& text) {
    int status = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), status);
    const bool is_number = error == std::errc() && end == text.data() + text.size();
    return is_number && status >= 0 && status <= 999 ? std::optional(status) : std::nullopt;
}

// Reads what has numbers. An error is what is wrong with one.
tl::expected<void, std::string> take_numbers(const options::CommandLine& line, Options& options) {
    for (const std::string& text : line.values("code")) {
        const auto status = parse_status(text);
        if (!status) {
            return tl::unexpected("--code is an HTTP status, and '" + text + "' is none");
        }
        options.statuses.push_back(*status);
    }
    if (options.statuses.empty()) {
        options.statuses.push_back(200);
    }
    const auto timeout = restart::read_seconds(line, "timeout", options.timeout);
    if (!timeout) {
        return tl::unexpected(timeout.error());
    }
    options.timeout = *timeout;
    const auto longest = restart::read_seconds(
        line, "max-time", timeout->count() > 0 ? *timeout * time_outs_of_a_check : longest_without_time_out);
    if (!longest || longest->count() == 0) {
        return tl::unexpected(longest ? "--max-time is one second at least" : longest.error());
    }
    options.longest = *longest;
    return {};
}

tl::expected<Options, std::string> options_of(const options::CommandLine& line) {
    if (line.words().size() != 1) {
        return tl::unexpected(line.words().empty()
                                  ? std::string("the URL is missing")
                                  : "one URL is all that stands behind the options, not '" + line.words()[1] + "'");
    }
    Options options;
    options.url = line.words().front();
    if (const std::string fault = find_url_fault(options.url); !fault.empty()) {
        return tl::unexpected("the URL " + shown_url(options.url) + " can't be understood: " + fault);
    }
    if (const auto taken = take_numbers(line, options); !taken) {
        return tl::unexpected(taken.error());
    }
    auto processes = restart::read_process_options(line);
    auto mail = alert::read_mail_options(line);
    const auto policy = alert::read_policy_options(line);
    if (!processes || !mail || !policy) {
        return tl::unexpected(!processes ? processes.error() : !mail ? mail.error() : policy.error());
    }
    options.policy = *policy;
    options.processes = std::move(*processes);
    options.mail = std::move(*mail);
    options.core_folder = line.value("coredir").value_or("");
    options.gcore = line.value("gcore").value_or(options.gcore);
    options.body = line.value("body").value_or("");
    options.verify = line.has("verify");
    options.name = line.value("name").value_or("");
    return options;
}

} // namespace

constinit const options::Usage usage("httpok", head, {option_table.data(), option_table.size()});

tl::expected<Options, Exit> parse_options(const std::vector<std::string>& arguments) {
    const auto line = usage.read(arguments);
    if (!line) {
        return tl::unexpected(line.error());
    }
    auto options = options_of(*line);
    if (!options) {
        return tl::unexpected(usage.error(options.error()));
    }
    return std::move(*options);
}

} // namespace halberd::httpok
