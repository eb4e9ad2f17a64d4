#include "plugins/crashmail/options.hpp"

#include "sdk/mail/message.hpp"

#include <algorithm>
#include <iterator>
#include <sstream>

namespace halberd::crashmail {
namespace {

constexpr const char* head = R"(Usage: crashmail [-p NAME]... [-a] [-o HEADER] [-m ADDRESS]
                 [-s COMMAND | --smtp URL --from ADDRESS | --maildir FOLDER]

Sends a mail when a process exits unexpectedly. An event listener for supervisord, to be
subscribed to PROCESS_STATE_EXITED.

)";

std::ptrdiff_t chosen_transports(const options::CommandLine& line) {
    const char* const ways[] = {"sendmail_program", "smtp", "maildir"};
    return std::count_if(std::begin(ways), std::end(ways), [&](const char* way) { return line.has(way); });
}

Options options_of(const options::CommandLine& line) {
    Options options;
    options.watch.any = line.has("any");
    options.watch.programs = line.values("program");
    options.optional_header = line.value("optionalheader").value_or("");
    options.email = line.value("email").value_or("");
    options.require_tls = line.has("require-tls");
    options.from = line.value("from").value_or("");
    options.command = line.value("sendmail_program").value_or(options.command);
    options.smtp_url = line.value("smtp").value_or("");
    options.maildir = line.value("maildir").value_or("");
    options.transport = line.has("smtp")      ? Options::Transport::Smtp
                        : line.has("maildir") ? Options::Transport::Maildir
                                              : Options::Transport::Command;
    options.ignored = line.words();
    return options;
}

// What is wrong with options that were read; empty when all is well.
std::string find_fault(const options::CommandLine& line, const Options& options) {
    const bool by_command = options.transport == Options::Transport::Command;
    const bool by_smtp = options.transport == Options::Transport::Smtp;
    if (chosen_transports(line) > 1) {
        return "-s, --smtp and --maildir are different ways for the mail: give one of them";
    }
    if (by_command && !options.from.empty()) {
        return "--from goes with --smtp and --maildir; the command of -s sets the sender itself";
    }
    if (!by_smtp && options.require_tls) {
        return "--require-tls goes with --smtp";
    }
    if (by_smtp && options.from.empty()) {
        return "--smtp needs --from, the address of the sender";
    }
    if (by_command) {
        return {};
    }
    std::vector<std::string> addresses = split_addresses(options.email);
    if (!options.from.empty()) {
        addresses.push_back(options.from);
    }
    for (const std::string& address : addresses) {
        if (const auto checked = mail::check_address(address); !checked) {
            return checked.error();
        }
    }
    return {};
}

} // namespace

constinit const options::Usage usage("crashmail", head, option_table);

tl::expected<Options, Exit> parse_options(const std::vector<std::string>& arguments) {
    const auto line = usage.read(arguments);
    if (!line) {
        return tl::unexpected(line.error());
    }
    Options options = options_of(*line);
    if (const std::string fault = find_fault(*line, options); !fault.empty()) {
        return tl::unexpected(usage.error(fault));
    }
    return options;
}

std::vector<std::string> split_addresses(const std::string& email) {
    std::vector<std::string> addresses;
    std::istringstream parts(email);
    for (std::string part; std::getline(parts, part, ',');) {
        const std::size_t first = part.find_first_not_of(' ');
        if (first != std::string::npos) {
            addresses.push_back(part.substr(first, part.find_last_not_of(' ') - first + 1));
        }
    }
    return addresses;
}

} // namespace halberd::crashmail
