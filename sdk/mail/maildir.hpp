#pragma once

#include "sdk/mail/mailer.hpp"

#include <memory>
#include <string>

namespace halberd::mail {

// Delivery into a Maildir folder of this machine, which every mail reader understands: a message is written to tmp/,
// made durable, and renamed into new/, so that nobody sees half of one. Several processes may deliver to the same
// folder.
class Maildir : public Mailer {
 public:
    // Creates what is missing of the folder and its tmp/, new/ and cur/ (mode 0700). The error names the folder.
    static tl::expected<std::unique_ptr<Maildir>, std::string> open(const std::string& folder);

    // Returns "delivered to FOLDER/new/NAME".
    tl::expected<std::string, std::string> send(const Message& message) override;
    std::string destination() const override { return folder_; }

 private:
    explicit Maildir(std::string folder) : folder_(std::move(folder)) {}

    std::string folder_;
};

} // namespace halberd::mail
