#pragma once

#include "sdk/outbox/delivery.hpp"

#include <map>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace halberd::outbox {

// The processes about which nobody wants to hear, "group:name", and until when.
using Silences = std::map<std::string, Time>;

// When the last silence of these processes ends; `now` when none of them is silent.
Time end_of_silence(const std::vector<std::string>& processes, const Silences& silences, Time now);

// Whether a name can be kept: nothing but what a process is called.
bool can_be_silent(std::string_view process);

// Those that last at `now`, from the file "silences" of a folder of outboxes, with a line "SECONDS group:name" each.
// None when there is no file. The error names the file and what is wrong with it.
tl::expected<Silences, std::string> read_silences(const std::string& folder, Time now);

// Puts them in the place of those that there were, for all who may look into the folder. The error is as above.
tl::expected<void, std::string> write_silences(const std::string& folder, const Silences& silences);

} // namespace halberd::outbox
