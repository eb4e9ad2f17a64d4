// Feeds bytes to a session as what a client sends, cut in pieces, and reads what comes back. Whatever the bytes are,
// the answers are HTTP, what is answered does not depend on where the input is cut, and the session has gone when the
// client has.

#include "core/base/unique_fd.hpp"
#include "core/http/http_door.hpp"
#include "core/http/http_session.hpp"
#include "core/http/plain_transport.hpp"

#include <sys/socket.h>
#include <unistd.h>
#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace halberd {
namespace {

void require(bool holds, const std::string& promise) {
    if (!holds) {
        throw std::logic_error("broken promise: " + promise);
    }
}

class SilentLog : public Log {
 public:
    void write(LogLevel, std::string_view) override {}
    bool is_enabled(LogLevel) const override { return true; }
};

// Answers with what it was asked, so that nothing of a request goes unseen; /stream with a stream of it.
class Echo : public HttpHandler {
 public:
    void handle(std::shared_ptr<HttpExchange> exchange) override {
        const HttpRequest& request = exchange->request();
        require(request.path.starts_with('/'), "a path begins with a slash");
        require(request.body.size() <= HttpLimits{}.body_bytes, "a body is as large as it may be");
        HttpResponse response;
        response.headers.emplace_back("X-Host", request.host);
        response.body = request.method + " " + request.path + " " + request.query + " " + request.body;
        if (!request.path.starts_with("/stream")) {
            exchange->respond(std::move(response));
            return;
        }
        exchange->begin_stream(std::move(response));
        exchange->write("more");
        exchange->finish();
    }
};

// The answers without their dates. What looks like one in an echoed body is gone as well.
std::string without_dates(std::string text) {
    constexpr std::string_view name = "\r\nDate: ";
    constexpr std::string_view date = "Mon, 23 Nov 2026 18:36:46 GMT";
    for (auto at = text.find(name); at != std::string::npos; at = text.find(name, at + 1)) {
        if (text.size() >= at + name.size() + date.size() &&
            text.compare(at + name.size() + date.size() - 4, 4, " GMT") == 0) {
            text.erase(at, name.size() + date.size());
        }
    }
    return text;
}

// What a client receives that sends the input up to `cut`, then the rest, and then says that it has no more to say.
std::string answers_to(std::string_view input, std::size_t cut) {
    static boost::asio::io_context context(1); // as good as new when its sessions have gone
    SilentLog log;
    Echo handler;
    HttpLimits limits;
    limits.header_bytes = 1024;
    const bool asks = input.find("uthorization") != std::string_view::npos;
    std::vector<HttpUser> users;
    if (asks) {
        users.push_back({"u", "p", "token", Role::Read});
    }
    const auto group = std::shared_ptr<HttpSessionGroup>(
        new HttpSessionGroup{handler, log, limits, LoginCheck(context, std::move(users)), {}, {}, {}});
    int ends[2];
    require(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) == 0, "there are sockets");
    const UniqueFd client(ends[0]);
    auto transport = make_plain_transport(context, UniqueFd(ends[1]), AF_UNIX);
    require(transport.has_value(), "a socket can be watched");
    start_session(group, *std::move(transport), {"unix", "unix", asks ? std::nullopt : std::optional(Role::Admin)});
    std::string received;
    const auto pump = [&] {
        context.restart();
        context.poll();
        char bytes[4096];
        for (ssize_t size = 0; (size = recv(client.get(), bytes, sizeof bytes, MSG_DONTWAIT)) > 0;) {
            received.append(bytes, static_cast<std::size_t>(size));
            context.restart();
            context.poll();
        }
    };
    for (const std::string_view part : {input.substr(0, cut), input.substr(std::min(cut, input.size()))}) {
        if (!part.empty() && send(client.get(), part.data(), part.size(), MSG_NOSIGNAL | MSG_DONTWAIT) >= 0) {
            pump(); // a session that takes no more has answered
        }
    }
    shutdown(client.get(), SHUT_WR);
    pump();
    require(group->sessions.empty(), "a session ends with its client");
    require(group->held.of_bodies() == 0 && group->held.of_answers() == 0, "nothing is held for a client that has gone");
    return without_dates(received);
}

// Whether two clients were told the same. Of a request that breaks the rules and then breaks off, one may hear that it
// is bad where the other is let go without a word, because less of it was there to be judged.
bool alike(std::string_view one, std::string_view other) {
    if (one.size() > other.size()) {
        std::swap(one, other);
    }
    const std::string_view rest = other.substr(one.size());
    return other.starts_with(one) && (rest.empty() || rest.starts_with("HTTP/1.1 4") || rest.starts_with("HTTP/1.0 4"));
}

void check(std::string_view input) {
    const std::string whole = answers_to(input, input.size());
    require(whole.empty() || whole.starts_with("HTTP/1."), "what comes back is HTTP");
    // Somewhere else for each input, and always where a request's head may end.
    const std::size_t somewhere = std::hash<std::string_view>{}(input) % (input.size() + 1);
    for (const std::size_t cut : {somewhere, std::min(input.find("\r\n\r\n"), input.size())}) {
        require(alike(answers_to(input, cut), whole), "it does not matter where the input is cut");
    }
}

} // namespace
} // namespace halberd

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    halberd::check({reinterpret_cast<const char*>(data), size});
    return 0;
}
