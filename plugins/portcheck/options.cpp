#include "plugins/portcheck/options.hpp"

#include "plugins/portcheck/escapes.hpp"

#include <charconv>
#include <cmath>

namespace halberd::portcheck {
namespace {

constexpr const char* head =
    R"(Usage: portcheck [-p NAME]... [-a] [-r] [--send TEXT] [--expect TEXT] [--tls] [-m ADDRESS]
                 [-s COMMAND | --smtp URL --from ADDRESS | --maildir FOLDER] TARGET...

Checks that TARGETs take connections, all at once, and mails when one fails. A TARGET is HOST:PORT,
[IPV6]:PORT or unix:PATH. An event listener for supervisord, to be subscribed to TICK_60 (or TICK_5).

)";

constexpr double most_seconds = 1e6;
constexpr double most_days = 36500;
constexpr double most_retries = 100;

// Reads the number of an option into `number`, if the option was given; the error is what is wrong with it.
tl::expected<void, std::string> take_number(const options::CommandLine& line, const std::string& name, double most,
                                            double& number) {
    const auto text = line.value(name);
    if (!text) {
        return {};
    }
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
    if (error != std::errc() || end != text->data() + text->size() || !(number >= 0 && number <= most)) {
        return tl::unexpected("--" + name + " is a number, and '" + *text + "' is none");
    }
    return {};
}

tl::expected<void, std::string> take_numbers(const options::CommandLine& line, Options& options) {
    double timeout = 10;
    double retries = 0;
    double days = 0;
    for (const auto& [name, most, number] : {std::tuple{"timeout", most_seconds, &timeout},
                                             {"retries", most_retries, &retries},
                                             {"cert-days", most_days, &days}}) {
        if (auto taken = take_number(line, name, most, *number); !taken) {
            return taken;
        }
    }
    options.terms.timeout = std::chrono::milliseconds(std::llround(timeout * 1000));
    options.terms.retries = static_cast<int>(retries);
    if (line.has("cert-days")) {
        options.certificate_days = static_cast<int>(days);
    }
    if (options.terms.timeout.count() == 0) {
        return tl::unexpected<std::string>("--timeout 0 leaves no time for any answer");
    }
    return {};
}

tl::expected<void, std::string> take_texts(const options::CommandLine& line, Options& options) {
    for (const auto& [name, text] : {std::pair{"send", &options.terms.send}, {"expect", &options.terms.expect}}) {
        const auto bytes = unescaped(line.value(name).value_or(""));
        if (!bytes) {
            return tl::unexpected(std::string("--") + name +
                                  " has a backslash before something else than r, n, t, 0, \\ "
                                  "and xHH");
        }
        *text = *bytes;
    }
    return {};
}

tl::expected<void, std::string> take_targets(const options::CommandLine& line, Options& options) {
    if (line.words().empty()) {
        return tl::unexpected<std::string>("there is no target; one is HOST:PORT, [IPV6]:PORT or unix:PATH");
    }
    for (const std::string& word : line.words()) {
        auto target = parse_target(word);
        if (!target) {
            return tl::unexpected(target.error());
        }
        options.targets.push_back(std::move(*target));
    }
    return {};
}

// What does not go together; empty when all does.
std::string find_contradiction(const options::CommandLine& line, const Options& options) {
    for (const char* name : {"restart", "grace", "not-eager"}) {
        if (line.has(name) && !options.has_processes()) {
            return std::string("--") + name + " needs -p or -a, which say whose ports these are";
        }
    }
    for (const char* name : {"cert-days", "verify"}) {
        if (line.has(name) && !options.terms.tls) {
            return std::string("--") + name + " goes with --tls";
        }
    }
    return {};
}

tl::expected<Options, std::string> options_of(const options::CommandLine& line) {
    Options options;
    for (const auto take : {take_targets, take_numbers, take_texts}) {
        if (auto taken = take(line, options); !taken) {
            return tl::unexpected(std::move(taken.error()));
        }
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
    options.restarts = line.has("restart");
    options.name = line.value("name").value_or("");
    options.terms.tls = line.has("tls");
    options.terms.verify = line.has("verify");
    if (std::string fault = find_contradiction(line, options); !fault.empty()) {
        return tl::unexpected(std::move(fault));
    }
    return options;
}

} // namespace

constinit const options::Usage usage("portcheck", head, {option_table.data(), option_table.size()});

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

} // namespace halberd::portcheck
