#include "plugins/crashmail/options.hpp"

#include "sdk/mail/message.hpp"

#include <boost/program_options.hpp>
#include <set>
#include <sstream>
#include <utility>

namespace halberd::crashmail {
namespace {

namespace po = boost::program_options;

constexpr int exit_usage_error = 255;

constexpr const char* usage = R"(Usage: crashmail [-p NAME]... [-a] [-o HEADER] [-m ADDRESS]
                 [-s COMMAND | --smtp URL --from ADDRESS | --maildir FOLDER]

Sends a mail when a process exits unexpectedly. An event listener for supervisord, to be
subscribed to PROCESS_STATE_EXITED.

Whose exits:
  -p, --program=NAME           the process NAME, or GROUP:NAME; may be given several times
  -a, --any                    every process

The mail:
  -m, --email=ADDRESS          where it goes; several addresses with commas between them.
                               Without it no mail is sent
  -o, --optionalheader=HEADER  words before the subject

How it leaves:
  -s, --sendmail_program=COMMAND
                               a shell command that reads the mail on its standard input;
                               "/usr/sbin/sendmail -t -i" unless another way is chosen
      --smtp=URL               a mail server, smtp://HOST:PORT or smtps://HOST:PORT; user and
                               password for it from HALBERD_SMTP_USER and
                               HALBERD_SMTP_PASSWORD in the environment, or from the URL
      --require-tls            no mail through a server that offers no STARTTLS
      --maildir=FOLDER         a Maildir folder on this machine, made if missing
      --from=ADDRESS           the sender, for --smtp and --maildir

  -h, --help                   print this text
)";

Exit usage_error(const std::string& reason) {
    return {exit_usage_error, usage, "crashmail: " + reason + "\n"};
}

po::options_description descriptions() {
    po::options_description all;
    for (const char* flag : {"help,h", "any,a", "require-tls"}) {
        all.add_options()(flag, "");
    }
    for (const char* valued :
         {"program,p", "optionalheader,o", "sendmail_program,s", "email,m", "smtp", "maildir", "from"}) {
        all.add_options()(valued, po::value<std::string>(), "");
    }
    return all;
}

// At the first word everything that is left becomes words. Boost asks this function also whether the word after an
// option looks like an option, and shows it that word alone; a last word needs no help, so one alone is always left to
// Boost.
std::vector<po::option> end_at_first_word(std::vector<std::string>& rest) {
    std::vector<po::option> words;
    if (rest.size() > 1 && (rest[0].size() < 2 || rest[0][0] != '-')) {
        for (std::string& word : rest) {
            words.emplace_back();
            words.back().value.push_back(std::exchange(word, {}));
        }
        rest.clear();
    }
    return words;
}

// What the options say, taken one after the other.
struct Reading {
    Options options;
    bool help = false;
    std::set<Options::Transport> chosen;

    void choose(Options::Transport transport, std::string& place, const std::string& value) {
        chosen.insert(transport);
        options.transport = transport;
        place = value;
    }

    void take(const po::option& option) {
        const std::string& key = option.string_key;
        const std::string value = option.value.empty() ? "" : option.value.front();
        if (key.empty()) {
            options.ignored.push_back(value);
        } else if (key == "help") {
            help = true;
        } else if (key == "program") {
            options.watch.programs.push_back(value);
        } else if (key == "any") {
            options.watch.any = true;
        } else if (key == "optionalheader") {
            options.optional_header = value;
        } else if (key == "email") {
            options.email = value;
        } else if (key == "require-tls") {
            options.require_tls = true;
        } else if (key == "from") {
            options.from = value;
        } else if (key == "sendmail_program") {
            choose(Options::Transport::Command, options.command, value);
        } else if (key == "smtp") {
            choose(Options::Transport::Smtp, options.smtp_url, value);
        } else if (key == "maildir") {
            choose(Options::Transport::Maildir, options.maildir, value);
        }
    }
};

// What is wrong with options that were read; empty when all is well.
std::string find_fault(const Reading& reading) {
    const Options& options = reading.options;
    const bool by_command = options.transport == Options::Transport::Command;
    const bool by_smtp = options.transport == Options::Transport::Smtp;
    if (reading.chosen.size() > 1) {
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

tl::expected<Options, Exit> parse_options(const std::vector<std::string>& arguments) {
    Reading reading;
    try {
        const po::options_description known = descriptions();
        po::command_line_parser parser(arguments);
        parser.options(known).style(po::command_line_style::unix_style).extra_style_parser(end_at_first_word);
        for (const po::option& option : parser.run().options) {
            reading.take(option);
        }
    } catch (const po::error& e) {
        return tl::unexpected(usage_error(e.what()));
    }
    if (reading.help) {
        return tl::unexpected(Exit{0, usage, ""});
    }
    if (const std::string fault = find_fault(reading); !fault.empty()) {
        return tl::unexpected(usage_error(fault));
    }
    return std::move(reading.options);
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
