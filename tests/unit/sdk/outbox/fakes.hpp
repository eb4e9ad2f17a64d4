#pragma once

#include "sdk/outbox/delivery.hpp"

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>

namespace halberd::outbox {

// The beginning of time in these tests.
inline constexpr Time noon{std::chrono::seconds(1'800'000'000)};

// A delivery that is due at once and expires a day after `now`.
inline Delivery delivery(const std::string& id, Time now = noon) {
    Delivery made;
    made.message.from = "halberd@example.com";
    made.message.to = {"ops@example.com", "Dev <dev@example.com>"};
    made.message.subject = "about " + id;
    made.message.body = "line\n\nline\n";
    made.message.stamp = mail::MessageStamp{now, id};
    made.transport = "smtp";
    made.destination = "smtp://relay";
    made.about = "the crash of foo";
    made.expires = now + std::chrono::hours(24);
    made.next_attempt = now;
    return made;
}

// A folder that is there as long as this object.
class TemporaryFolder {
 public:
    TemporaryFolder() {
        std::string pattern = std::filesystem::temp_directory_path() / "halberd-outbox-XXXXXX";
        path_ = ::mkdtemp(pattern.data());
    }
    ~TemporaryFolder() { std::filesystem::remove_all(path_); }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    std::string file(const std::string& name) const { return path_ + "/" + name; }

 private:
    std::string path_;
};

} // namespace halberd::outbox
