#include "plugins/shared/crash/inquiry.hpp"

#include <utility>

namespace halberd::crash {
namespace {

constexpr std::chrono::seconds patience{3};

} // namespace

Inquiry::Inquiry(const Host& host, DetailOptions options) : options_(options) {
    if (!options_.has_details) {
        return;
    }
    if (auto client = supervisor::Client::of(host, patience)) {
        daemon_.emplace(std::move(*client));
    }
}

CrashDetails Inquiry::ask(const ProcessState& process, std::chrono::system_clock::time_point now) {
    const Ask asks = [this](std::string_view method, const xmlrpc::Array& arguments) -> std::optional<xmlrpc::Value> {
        if (!daemon_) {
            return std::nullopt;
        }
        auto answer = daemon_->call(method, arguments);
        return answer ? std::optional(std::move(*answer)) : std::nullopt;
    };
    return ask_for_details(asks, process, options_.log_lines, now);
}

} // namespace halberd::crash
