#pragma once

#include "sdk/mail/mailer.hpp"

#include <atomic>
#include <chrono>
#include <string>

namespace halberd::mail {

// Mail by a command such as "/usr/sbin/sendmail -t -i", run by /bin/sh, so that pipes and quotes work. Its stdin is
// exactly
//   To: A
//   Subject: S
//   (empty line)
//   body, without a newline added
// as superlance writes it; several recipients are joined by ", ". Its stdout is this process's stderr. send() waits
// until it ends, for as long as `limit` says, after which it is killed with all that it has started; success is exit
// status 0.
//
// It may be used inside a process that reaps children with waitpid(-1): the command's status is not lost to it.
class SendmailCommand : public Mailer {
 public:
    explicit SendmailCommand(std::string command, std::chrono::milliseconds limit = std::chrono::minutes(5));
    tl::expected<std::string, std::string> send(const Message& message) override;
    std::string destination() const override { return program_; }
    void cancel() override;

 private:
    std::string command_;
    std::string program_; // the word of the command that names the program, for the log: arguments may hold a password
    std::chrono::milliseconds limit_;
    std::atomic<bool> is_cancelled_ = false;
};

} // namespace halberd::mail
