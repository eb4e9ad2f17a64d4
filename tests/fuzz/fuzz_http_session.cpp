// Feeds bytes to a session as what a client sends, cut in pieces, and reads what comes back, without a socket. Whatever
// the bytes are, the answers are HTTP, what is answered does not depend on where the input is cut, and the session has
// gone when the client has.

#include "core/http/http_door.hpp"
#include "core/http/http_session.hpp"
#include "tests/fakes/memory_transport.hpp"

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

// What the sessions of one server share, with and without users. Made once: a session leaves nothing behind in it.
std::shared_ptr<HttpSessionGroup> make_group(std::vector<HttpUser> users) {
    static boost::asio::io_context context(1); // for hashes of passwords, of which there are none here
    static SilentLog log;
    static Echo handler;
    HttpLimits limits;
    limits.header_bytes = 1024;
    return std::shared_ptr<HttpSessionGroup>(
        new HttpSessionGroup{handler, log, limits, LoginCheck(context, std::move(users), &log, "fuzz"), {}, {}, {}});
}

// What a client receives that sends the input up to `cut`, then the rest, and then says that it has no more to say.
std::string answers_to(std::string_view input, std::size_t cut) {
    static const auto open = make_group({});
    static const auto asking = make_group({{"u", "p", "token", Role::Read}});
    const bool asks = input.find("uthorization") != std::string_view::npos;
    const auto& group = asks ? asking : open;
    MemoryClient client;
    client.takes = 1 + cut; // what is written goes out in as many pieces as it likes
    start_session(group, std::make_unique<MemoryTransport>(client),
                  {"unix", "unix", asks ? std::nullopt : std::optional(Role::Admin)});
    for (const std::string_view part : {input.substr(0, cut), input.substr(std::min(cut, input.size()))}) {
        if (!part.empty()) {
            client.send(part);
            client.run();
        }
    }
    client.finish();
    client.run();
    require(group->sessions.empty(), "a session ends with its client");
    require(group->held.of_bodies() == 0 && group->held.of_answers() == 0,
            "nothing is held for a client that has gone");
    return without_dates(client.received);
}

// The answers but for a last one that says that the request breaks the rules.
std::string_view without_refusal(std::string_view answers) {
    const auto last = answers.rfind("HTTP/1.");
    if (last == std::string_view::npos) {
        return answers;
    }
    const std::string_view status = answers.substr(last).substr(std::string_view("HTTP/1.1 ").size());
    const bool is_refusal = status.starts_with("400 ") || status.starts_with("413 ") || status.starts_with("431 ");
    return is_refusal ? answers.substr(0, last) : answers;
}

// Whether two clients were told the same. Of a request that breaks the rules and then breaks off, one may hear that it
// is bad where the other is let go without a word, because less of it was there to be judged; and of one that breaks
// several, either may be named.
bool alike(std::string_view one, std::string_view other) {
    return one == other || without_refusal(one) == without_refusal(other);
}

void check(std::string_view input) {
    const std::string whole = answers_to(input, input.size());
    require(whole.empty() || whole.starts_with("HTTP/1."), "what comes back is HTTP");
    // Somewhere else for each input, and always where a request's head may end.
    const std::size_t somewhere = std::hash<std::string_view>{}(input) % (input.size() + 1);
    for (const std::size_t cut : {somewhere, std::min(input.find("\r\n\r\n"), input.size())}) {
        const std::string parts = answers_to(input, cut);
        require(alike(parts, whole), "it does not matter where the input is cut\n--- whole\n" + whole +
                                         "\n--- cut at " + std::to_string(cut) + "\n" + parts);
    }
}

} // namespace
} // namespace halberd

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    halberd::check({reinterpret_cast<const char*>(data), size});
    return 0;
}
