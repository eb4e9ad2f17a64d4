#pragma once

#include "sdk/mail/mailer.hpp"

#include <optional>
#include <string>
#include <vector>

namespace halberd::test {

// Keeps the mails that it is given, or fails as it is told.
class FakeMailer : public mail::Mailer {
 public:
    std::vector<mail::Message> sent;
    std::optional<std::string> failure; // what the next mails fail with

    tl::expected<std::string, std::string> send(const mail::Message& message) override {
        if (failure) {
            return tl::unexpected(*failure);
        }
        sent.push_back(message);
        return "kept by the test";
    }
};

} // namespace halberd::test
