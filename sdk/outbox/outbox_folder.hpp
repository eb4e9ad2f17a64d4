#pragma once

#include <halberd/host.hpp>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace halberd::outbox {

// What --outbox and SUPERVISOR_ALERTS_OUTBOX say in place of a folder to have no files.
inline constexpr std::string_view no_folder = "none";

// Where outboxes of a user are when nobody says otherwise: /var/lib/halberd/outbox for root,
// ~/.local/state/halberd/outbox for others.
std::string default_outbox_folder();

// The file of a listener in that folder. It is the listener's own as long as its name, its group and the address of its
// supervisord stay: "crashmail-3f2a91c4.outbox".
std::string outbox_file_name(const Host& host, std::string_view plugin);

// Makes the folder, for this user alone, when it is not there. The error names the folder and what to do.
tl::expected<void, std::string> make_outbox_folder(const std::string& folder);

} // namespace halberd::outbox
