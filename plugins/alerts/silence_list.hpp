#pragma once

#include "sdk/outbox/silences.hpp"

#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace halberd::alerts {

// The silences of all these folders; of two that are about one process the longer one. The error is a phrase.
tl::expected<outbox::Silences, std::string> list_silences(const std::vector<std::string>& folders, outbox::Time now);

// Has each process be silent until then, or no more, in each folder that is there; when none is, the first one is made.
// The error says what was not written.
tl::expected<void, std::string> change_silences(const std::vector<std::string>& folders,
                                                const std::vector<std::string>& processes,
                                                std::optional<outbox::Time> until, outbox::Time now);

} // namespace halberd::alerts
