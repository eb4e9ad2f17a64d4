#include "plugins/alerts/outbox_shelf.hpp"

#include "sdk/outbox/outbox_file.hpp"
#include "sdk/outbox/outbox_lock.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <set>

namespace halberd::alerts {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view suffix = ".outbox";

// What a retried alert gets, as much as a new one.
constexpr std::chrono::hours time_to_expire{24};

ShelvedOutbox read_outbox(const fs::path& path) {
    ShelvedOutbox read;
    read.name = path.stem();
    read.path = path;
    struct stat status {};
    if (::lstat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode) || status.st_uid != ::geteuid()) {
        read.trouble = read.path + " does not belong to the user of supervisord, and is not opened";
        return read;
    }
    read.has_courier = outbox::OutboxLock::is_owned(read.path);
    outbox::OutboxFile file(read.path);
    const auto opened = file.open();
    auto deliveries = opened ? file.list() : tl::unexpected(opened.error());
    if (deliveries) {
        read.deliveries = *std::move(deliveries);
    } else {
        read.trouble = deliveries.error();
    }
    return read;
}

std::optional<std::int64_t> number_of(std::string_view text) {
    std::int64_t number = 0;
    const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && rest == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

} // namespace

std::vector<ShelvedOutbox> read_outboxes(const std::vector<std::string>& folders) {
    std::set<std::string> paths;
    for (const std::string& folder : folders) {
        std::error_code none_there;
        for (const fs::directory_entry& entry : fs::directory_iterator(folder, none_there)) {
            if (entry.path().extension() == suffix) {
                paths.insert(fs::weakly_canonical(entry.path(), none_there));
            }
        }
    }
    std::vector<ShelvedOutbox> outboxes;
    for (const std::string& path : paths) {
        outboxes.push_back(read_outbox(path));
    }
    std::ranges::sort(outboxes, {}, &ShelvedOutbox::name);
    return outboxes;
}

std::string change_delivery(const std::vector<ShelvedOutbox>& outboxes, Change change, std::string_view id) {
    const std::size_t slash = std::min(id.find('/'), id.size());
    const auto outbox = std::ranges::find(outboxes, id.substr(0, slash), &ShelvedOutbox::name);
    const auto number = number_of(id.substr(std::min(slash + 1, id.size())));
    if (outbox == outboxes.end() || !number) {
        return "no such alert";
    }
    if (!outbox->trouble.empty()) {
        return outbox->trouble;
    }
    outbox::OutboxFile file(outbox->path);
    if (const auto opened = file.open(); !opened) {
        return opened.error();
    }
    const outbox::Time now = std::chrono::system_clock::now();
    const auto changed = change == Change::Retry ? file.retry(number, now, now + time_to_expire) : file.drop(number);
    if (!changed) {
        return changed.error();
    }
    if (*changed == 0) {
        return "no such alert";
    }
    outbox::OutboxLock::poke(outbox->path);
    return change == Change::Retry && !outbox->has_courier ? "no listener delivers from " + outbox->path
                                                           : std::string();
}

void follow_silences(const std::vector<ShelvedOutbox>& outboxes, const outbox::Silences& silences, outbox::Time now) {
    for (const ShelvedOutbox& outbox : outboxes) {
        const bool waits = std::ranges::any_of(outbox.deliveries, [](const outbox::Delivery& delivery) {
            return delivery.is_held && !delivery.is_dead && !delivery.silenced.empty();
        });
        outbox::OutboxFile file(outbox.path);
        if (waits && file.open() && file.follow(silences, now).value_or(false)) {
            outbox::OutboxLock::poke(outbox.path);
        }
    }
}

std::string id_of(const ShelvedOutbox& outbox, const outbox::Delivery& delivery) {
    return outbox.name + "/" + std::to_string(delivery.number);
}

} // namespace halberd::alerts
