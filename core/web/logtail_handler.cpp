#include "core/web/logtail_handler.hpp"

#include "core/web/form.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace halberd {
namespace {

constexpr std::int64_t usual_first_bytes = 1024;
constexpr std::int64_t most_first_bytes = 1024 * 1024;
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

// How far back the stream begins: "?tail=4096" asks for more, or less, than is usual.
std::int64_t first_bytes(const HttpRequest& request) {
    Form query;
    query.add(request.query);
    const std::string text = query.get("tail").value_or("");
    std::int64_t bytes = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), bytes);
    const bool is_number = !text.empty() && error == std::errc() && end == text.data() + text.size() && bytes >= 0;
    return is_number ? std::min(bytes, most_first_bytes) : usual_first_bytes;
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
    auto follower = control_.follow_log(*log, first_bytes(exchange->request()), [client](std::string_view bytes) {
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
