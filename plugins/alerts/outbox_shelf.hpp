#pragma once

#include "sdk/outbox/delivery.hpp"
#include "sdk/outbox/silences.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halberd::alerts {

// An outbox as it stands on disk.
struct ShelvedOutbox {
    std::string name; // "crashmail-3f2a91c4": its file without folder and suffix
    std::string path;
    bool has_courier = false; // a plugin delivers from it
    std::vector<outbox::Delivery> deliveries;
    std::string trouble; // why its deliveries are not known; empty when they are
};

// All outboxes in these folders, by name. A folder that is not there has none.
std::vector<ShelvedOutbox> read_outboxes(const std::vector<std::string>& folders);

// What is to be done with deliveries.
enum class Change { Retry, Drop };

// Applies it to one delivery ("crashmail-3f2a91c4/12"), and wakes the plugin that delivers. What became of it: empty
// when it was done, else why not.
std::string change_delivery(const std::vector<ShelvedOutbox>& outboxes, Change change, std::string_view id);

// Has what is held because processes are silent leave when that ends, by these silences, and wakes the plugins that
// deliver it. What can't be written is left to the plugin, which looks at the silences with its next event.
void follow_silences(const std::vector<ShelvedOutbox>& outboxes, const outbox::Silences& silences, outbox::Time now);

// "crashmail-3f2a91c4/12".
std::string id_of(const ShelvedOutbox& outbox, const outbox::Delivery& delivery);

} // namespace halberd::alerts
