#include "core/http/failed_logins.hpp"

#include "core/base/shown_text.hpp"

#include <chrono>
#include <cstddef>
#include <string>

namespace halberd {
namespace {

constexpr std::chrono::seconds minute{60};
constexpr std::size_t most_addresses = 32;
constexpr std::size_t shown_name_bytes = 64;

std::string shown(const FailedLogins::Claimed& claimed) {
    return claimed ? "as '" + shown_text(*claimed, shown_name_bytes) + "'" : "without a name";
}

} // namespace

void FailedLogins::note(const HttpVisitor& visitor, const Claimed& claimed, SteadyTime now) {
    tick(now);
    const bool is_known = counts_.contains(visitor.source) || counts_.size() < most_addresses;
    const auto [entry, is_first] =
        counts_.try_emplace(is_known ? visitor.source : "others", Count{now + minute, 0, {}});
    if (is_first) {
        audit_.info("audit: {} login {} at {}: refused", visitor.from, shown(claimed), server_);
        return;
    }
    ++entry->second.untold;
    entry->second.last = shown(claimed);
}

std::optional<SteadyTime> FailedLogins::next_deadline() const {
    std::optional<SteadyTime> next;
    for (const auto& [source, count] : counts_) {
        if (!next || count.until < *next) {
            next = count.until;
        }
    }
    return next;
}

void FailedLogins::tick(SteadyTime now) {
    for (auto entry = counts_.begin(); entry != counts_.end();) {
        auto& [source, count] = *entry;
        if (now < count.until) {
            ++entry;
        } else if (count.untold == 0) {
            entry = counts_.erase(entry);
        } else {
            tell(source, count);
            count = {now + minute, 0, {}};
            ++entry;
        }
    }
}

void FailedLogins::finish() {
    for (const auto& [source, count] : counts_) {
        if (count.untold > 0) {
            tell(source, count);
        }
    }
    counts_.clear();
}

void FailedLogins::tell(const std::string& source, const Count& count) {
    const std::string times = count.untold == 1 ? "once" : std::to_string(count.untold) + " times";
    audit_.info("audit: {} login at {}: refused {} more within a minute, the last {}", source, server_, times,
                count.last);
}

} // namespace halberd
