#pragma once

#include "plugins/shared/batch/batch_options.hpp"

#include <halberd/host.hpp>
#include <memory>
#include <string>
#include <tl/expected.hpp>

namespace halberd::batch {

// The way by which a batch leaves: by mail, or by a gateway for short messages; through the outbox, either way.
class Outlet {
 public:
    virtual ~Outlet() = default;

    // Takes over the lines; `about` is for the log, "2 alerts". The error says why they could neither be sent nor kept.
    virtual tl::expected<void, std::string> try_to_send(const std::string& lines, const std::string& about) = 0;

    // The file of the outbox; empty when there is none.
    virtual std::string path() const = 0;
};

// Throws std::runtime_error with a text for the user when the way of the options can't be taken.
std::unique_ptr<Outlet> open_outlet(Host& host, const char* tool, const Options& options);

// What --test does: as alert::mail_test(), or gateway::test_gateway(). Nothing when the options don't ask for it.
std::optional<Exit> test_outlet(const char* tool, const Options& options);

// The first lines that have room in a short message, and how many are left out.
std::string shortened(const std::string& lines);

} // namespace halberd::batch
