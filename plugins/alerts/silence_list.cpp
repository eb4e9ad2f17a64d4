#include "plugins/alerts/silence_list.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace halberd::alerts {

tl::expected<outbox::Silences, std::string> list_silences(const std::vector<std::string>& folders, outbox::Time now) {
    outbox::Silences all;
    for (const std::string& folder : folders) {
        const auto silences = outbox::read_silences(folder, now);
        if (!silences) {
            return tl::unexpected(silences.error());
        }
        for (const auto& [process, until] : *silences) {
            outbox::Time& longest = all.emplace(process, until).first->second;
            longest = std::max(longest, until);
        }
    }
    return all;
}

tl::expected<void, std::string> change_silences(const std::vector<std::string>& folders,
                                                const std::vector<std::string>& processes,
                                                std::optional<outbox::Time> until, outbox::Time now) {
    bool is_written = false;
    for (const std::string& folder : folders) {
        std::error_code none_there;
        if (!std::filesystem::is_directory(folder, none_there)) {
            continue;
        }
        auto silences = outbox::read_silences(folder, now);
        if (!silences) {
            return tl::unexpected(silences.error());
        }
        for (const std::string& process : processes) {
            if (until) {
                silences->insert_or_assign(process, *until);
            } else {
                silences->erase(process);
            }
        }
        if (auto written = outbox::write_silences(folder, *silences); !written) {
            return written;
        }
        is_written = true;
    }
    if (!is_written) {
        return tl::unexpected<std::string>(
            "there is no outbox whose plugin could be told; start one that mails alerts");
    }
    return {};
}

} // namespace halberd::alerts
