#include "core/web/logtail_handler.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace halberd {
namespace {

constexpr std::int64_t first_bytes = 1024;
constexpr std::string_view process_prefix = "/logtail/";
constexpr std::string_view main_path = "/mainlogtail";

std::optional<LogTarget> parse_log_path(std::string_view path) {
    if (path == main_path) {
        return LogTarget{};
    }
    if (!path.starts_with(process_prefix)) {
        return std::nullopt;
    }
    path.remove_prefix(process_prefix.size());
    const auto slash = path.find('/');
    const std::string_view stream = slash != std::string_view::npos ? path.substr(slash + 1) : "stdout";
    const Namespec process = parse_namespec(path.substr(0, slash));
    if (process.names_group() || (stream != "stdout" && stream != "stderr")) {
        return std::nullopt;
    }
    return LogTarget{stream == "stdout" ? LogTarget::Kind::Stdout : LogTarget::Kind::Stderr, process};
}

} // namespace

void LogtailHandler::handle(std::shared_ptr<HttpExchange> exchange) {
    if (exchange->request().method != "GET") {
        exchange->respond(error_response(400));
        return;
    }
    const auto log = parse_log_path(exchange->request().path);
    if (!log) {
        exchange->respond(error_response(404));
        return;
    }
    const std::weak_ptr<HttpExchange> client = exchange;
    auto follower = control_.follow_log(*log, first_bytes, [client](std::string_view bytes) {
        if (const auto listening = client.lock()) {
            listening->write(bytes);
        }
    });
    if (!follower) {
        exchange->respond(error_response(404));
        return;
    }
    // The session keeps the exchange while the client listens, and the exchange keeps the follower.
    exchange->on_closed([keep = std::shared_ptr<LogFollower>(std::move(*follower))] {});
    HttpResponse head;
    head.content_type = "text/plain;charset=utf-8";
    head.headers = {{"X-Accel-Buffering", "no"}}; // asks proxies such as nginx not to wait for more
    exchange->begin_stream(std::move(head));
}

} // namespace halberd
