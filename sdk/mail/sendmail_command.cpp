#include "sdk/mail/sendmail_command.hpp"

#include "sdk/mail/header_text.hpp"
#include "sdk/shell/shell_command.hpp"

#include <cerrno>
#include <cstring>
#include <sstream>
#include <utility>

namespace halberd::mail {
namespace {

// The first word that is no assignment: in "PASSWORD=x sendEmail -f a" it is "sendEmail".
std::string program_of(const std::string& command) {
    std::istringstream words(command);
    std::string word;
    while (words >> word && word.find('=') != std::string::npos) {
    }
    return word;
}

std::string superlance_text(const Message& message) {
    std::string recipients;
    for (const std::string& address : message.to) {
        recipients += recipients.empty() ? "" : ", ";
        recipients += one_line(address);
    }
    return "To: " + recipients + "\nSubject: " + one_line(message.subject) + "\n\n" + message.body;
}

} // namespace

SendmailCommand::SendmailCommand(std::string command, std::chrono::milliseconds limit)
    : command_(std::move(command)), program_(program_of(command_)), limit_(limit) {}

tl::expected<std::string, std::string> SendmailCommand::send(const Message& message) {
    const auto outcome = shell::run(command_, superlance_text(message), shell::Output::ToStderr,
                                    shell::Patience{limit_, &is_cancelled_});
    if (outcome && outcome->status == 0) {
        return "handed to " + program_;
    }
    if (outcome) {
        return tl::unexpected("the mail command " + program_ + " " + shell::explain(outcome->status));
    }
    switch (outcome.error()) {
        case ETIMEDOUT:
            return tl::unexpected("the mail command " + program_ + " had not ended after " +
                                  std::to_string(limit_.count() / 1000) + " s, and was killed");
        case ECANCELED:
            return tl::unexpected("the mail command " + program_ + " was killed, because this program ends");
        default:
            return tl::unexpected("can't run the mail command " + program_ + ": " + std::strerror(outcome.error()));
    }
}

void SendmailCommand::cancel() {
    is_cancelled_ = true;
}

} // namespace halberd::mail
