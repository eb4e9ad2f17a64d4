#include "plugins/alerts/silence_list.hpp"

#include "sdk/outbox/outbox_folder.hpp"

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
    std::error_code none_there;
    const auto is_there = [&](const std::string& folder) { return std::filesystem::is_directory(folder, none_there); };
    if (std::ranges::none_of(folders, is_there) && !folders.empty()) { // a plugin may have its outbox elsewhere
        if (auto made = outbox::make_outbox_folder(folders.front()); !made) {
            return made;
        }
    }
    for (const std::string& folder : folders) {
        if (!is_there(folder)) {
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
    }
    return {};
}

} // namespace halberd::alerts
