#include "core/api/event_stream.hpp"

#include "core/api/event_query.hpp"
#include "core/api/json_values.hpp"

#include <fmt/format.h>
#include <boost/json.hpp>

#include <charconv>
#include <chrono>
#include <limits>
#include <utility>

namespace halberd {
namespace {

// Proxies give a silent connection a minute, as a rule.
constexpr std::chrono::seconds longest_silence{25};

// How long a client waits before it comes again, in milliseconds.
constexpr int pause_of_clients = 2000;

constexpr std::size_t most_at_once = 10'000;

std::uint64_t newest_id(const EventFeed& events) {
    const auto newest = events.find({.after = 0, .selections = {}, .most = 1});
    return newest.empty() ? 0 : newest.back().id;
}

std::optional<std::uint64_t> number_of(std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

// The number in an id of this history, "HISTORY-12"; 0 for one of another daemon; nothing for what is no id.
std::optional<std::uint64_t> number_in(std::string_view id, std::string_view history) {
    const std::size_t dash = id.find('-');
    const auto number = number_of(dash == std::string_view::npos ? id : id.substr(dash + 1));
    const bool is_foreign = dash != std::string_view::npos && id.substr(0, dash) != history;
    return number && is_foreign ? std::optional<std::uint64_t>(0) : number;
}

// Where the stream begins: behind the event with this number. A browser that comes again asks with the address of the
// first time and with the last id, which is the later one.
std::uint64_t begin_of(const ApiCallPtr& call) {
    const std::string& history = call->context().history;
    const std::string& last_id = call->exchange()->request().last_event_id;
    const std::string after = call->parameters().text("after");
    if (!last_id.empty()) {
        return number_in(last_id, history).value_or(0);
    }
    if (after.empty()) {
        return newest_id(call->control().events());
    }
    const auto number = number_in(after, history);
    if (!number) {
        call->parameters().refuse("after", "must be an id of the stream, or a number");
    }
    return number.value_or(0);
}

// A stream to one client. Kept by the question that it has put to the daemon; ends when the client has gone.
class EventStream : public std::enable_shared_from_this<EventStream> {
 public:
    EventStream(const ApiCallPtr& call, EventFeed::Query query)
        : context_(call->context()), client_(call->exchange()), query_(std::move(query)) {}

    // What is in memory comes first, as part of the head: the limit for slow clients is for what comes later.
    void begin() {
        const auto client = client_.lock();
        HttpResponse head;
        head.content_type = "text/event-stream";
        head.headers = {{"Cache-Control", "no-store"}, {"X-Accel-Buffering", "no"}};
        head.body =
            fmt::format("retry: {}\n\n", pause_of_clients) + messages_of(context_.control.events().find(query_));
        client->on_closed([self = shared_from_this()] { self->client_.reset(); });
        client->begin_stream(std::move(head));
        wait();
    }

 private:
    void wait() {
        context_.control.events().wait(query_, longest_silence,
                                       [self = shared_from_this()](const EventFeed::Entries& entries) {
                                           if (const auto client = self->client_.lock()) {
                                               self->send(*client, entries);
                                           }
                                       });
    }

    // Nothing within the time, or the end of the daemon, which closes all connections.
    void send(HttpExchange& client, const EventFeed::Entries& entries) {
        if (entries.empty()) {
            client.write(": nothing new\n\n");
        }
        client.write(messages_of(entries));
        wait();
    }

    // The next question is for what comes behind them.
    std::string messages_of(const EventFeed::Entries& entries) {
        std::string messages;
        for (const EventFeed::Entry& entry : entries) {
            messages += fmt::format("id: {}-{}\ndata: {}\n\n", context_.history, entry.id,
                                    boost::json::serialize(to_json(entry)));
            query_.after = entry.id;
        }
        return messages;
    }

    const ApiContext& context_;
    std::weak_ptr<HttpExchange> client_; // the session has it until the client goes
    EventFeed::Query query_;
};

} // namespace

void stream_events(const ApiCallPtr& call) {
    EventFeed::Query query;
    query.selections = read_event_types(call);
    query.most = most_at_once;
    query.after = begin_of(call);
    if (!call->refused_parameters()) {
        std::make_shared<EventStream>(call, std::move(query))->begin();
    }
}

} // namespace halberd
