#include "plugins/shared/gateway/http_gateway.hpp"

#include "plugins/shared/gateway/answer.hpp"
#include "sdk/mail/header_text.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>
#include <string_view>
#include <utility>

namespace halberd::gateway {
namespace {

using List = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

constexpr std::size_t most_of_a_body = 4096;

std::size_t read_body(char* bytes, std::size_t size, std::size_t count, void* answer) {
    std::string& body = static_cast<Answer*>(answer)->body;
    body.append(bytes, std::min(size * count, most_of_a_body - std::min(body.size(), most_of_a_body)));
    return size * count;
}

std::size_t read_header(char* bytes, std::size_t size, std::size_t count, void* answer) {
    constexpr std::string_view name = "retry-after:";
    const std::string_view line(bytes, size * count);
    const std::size_t value = line.find_first_not_of(' ', name.size());
    if (line.size() > name.size() && value != std::string_view::npos &&
        std::equal(name.begin(), name.end(), line.begin(), [](char a, char b) { return a == (b | 0x20); })) {
        unsigned seconds = 0;
        if (std::from_chars(line.data() + value, line.data() + line.size(), seconds).ec == std::errc()) {
            static_cast<Answer*>(answer)->retry_after = std::chrono::seconds(seconds);
        }
    }
    return line.size();
}

// Called by curl at least once a second while it works.
int look_for_end(void* is_cancelled, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return *static_cast<const std::atomic<bool>*>(is_cancelled) ? 1 : 0;
}

// Of what we say, only that is told which is known to hold no secret.
std::string shown_request(std::string_view head) {
    std::string shown = "POST …";
    for (const std::string_view name : {"\r\nHost: ", "\r\nContent-Type: ", "\r\nContent-Length: "}) {
        const std::size_t begin = head.find(name);
        if (begin != std::string_view::npos) {
            shown += ", " + std::string(head.substr(begin + 2, head.find('\r', begin + 2) - begin - 2));
        }
    }
    return shown;
}

int tell(CURL* /*curl*/, curl_infotype type, char* data, std::size_t size, void* options) {
    const auto& [endpoint, trace] = *static_cast<const std::pair<const Endpoint&, const GatewayOptions&>*>(options);
    std::string_view text(data, size);
    text = text.substr(0, text.find_last_not_of("\r\n") + 1);
    if (text.empty()) {
        return 0;
    }
    if (type == CURLINFO_HEADER_OUT) {
        trace.trace("> " + shown_request(text));
    } else if (type == CURLINFO_TEXT || type == CURLINFO_HEADER_IN) {
        trace.trace((type == CURLINFO_TEXT ? "* " : "< ") + without_secrets(mail::one_line(text), endpoint));
    }
    return 0;
}

void configure(CURL* curl, const GatewayOptions& options) {
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "halberd");
    curl_easy_setopt(curl, CURLOPT_PROXY, options.proxy.c_str());
    curl_easy_setopt(curl, CURLOPT_NOPROXY, options.no_proxy.c_str());
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect_timeout.count()));
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(options.timeout.count()));
    if (!options.ca_file.empty()) {
        curl_easy_setopt(curl, CURLOPT_CAINFO, options.ca_file.c_str());
    }
}

List headers_of(const GatewayOptions& options, const mail::Message& message) {
    List list(nullptr, curl_slist_free_all);
    const auto add = [&](const std::string& line) { list.reset(curl_slist_append(list.release(), line.c_str())); };
    add(std::string("Content-Type: ") + options.body.content_type());
    add("Expect:");
    if (message.stamp) {
        add("Idempotency-Key: " + mail::one_line(message.stamp->id));
    }
    for (const std::string& header : options.endpoint.headers) {
        add(header);
    }
    return list;
}

} // namespace

HttpGateway::HttpGateway(GatewayOptions options)
    : options_(std::move(options)), shown_(shown_endpoint(options_.endpoint)) {
    curl_global_init(CURL_GLOBAL_DEFAULT); // counted, and safe among threads since curl 7.84
}

HttpGateway::~HttpGateway() {
    hang_up();
    curl_global_cleanup();
}

void HttpGateway::hang_up() {
    curl_easy_cleanup(std::exchange(connection_, nullptr));
}

Request HttpGateway::request_for(const mail::Message& message) const {
    Fields fields = unpack(message.body);
    fields["to"] = message.to.empty() ? "" : message.to.front();
    fields["from"] = message.from;
    fields["key"] = options_.endpoint.key;
    fields["id"] = message.stamp ? message.stamp->id : "";
    const bool is_signed = !options_.endpoint.secret.empty();
    return sign(is_signed ? options_.signing : Signing::None, options_.endpoint.secret,
                std::chrono::system_clock::now(), {options_.endpoint.url, options_.body.fill(fields)});
}

tl::expected<std::string, std::string> HttpGateway::send(const mail::Message& message) {
    return attempt(message).map_error([](mail::Failure failure) { return std::move(failure.reason); });
}

tl::expected<std::string, mail::Failure> HttpGateway::attempt(const mail::Message& message) {
    const Request request = request_for(message);
    const List headers = headers_of(options_, message);
    std::array<char, CURL_ERROR_SIZE> error{};
    Answer answer;
    std::pair<const Endpoint&, const GatewayOptions&> traced(options_.endpoint, options_);

    CURL* const curl = connection_ != nullptr ? connection_ : connection_ = curl_easy_init();
    curl_easy_reset(curl);
    configure(curl, options_);
    curl_easy_setopt(curl, CURLOPT_URL, request.url.c_str());
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request.body.c_str());
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, read_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, read_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &answer);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, error.data());
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, look_for_end);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &is_cancelled_);
    if (options_.trace) {
        curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L);
        curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, tell);
        curl_easy_setopt(curl, CURLOPT_DEBUGDATA, &traced);
    }
    const CURLcode code = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer.status);
    curl_easy_reset(curl); // nothing of this function is known to it any more when the connection ends
    if (code != CURLE_OK) {
        hang_up();
        const std::string reason = error[0] != '\0' ? error.data() : curl_easy_strerror(code);
        return tl::unexpected(mail::Failure(shown_ + ": " + without_secrets(reason, options_.endpoint)));
    }
    if (auto taken = judge(answer, options_.error_member); !taken) {
        mail::Failure failure = std::move(taken.error());
        failure.reason = shown_ + ": " + without_secrets(failure.reason, options_.endpoint);
        return tl::unexpected(std::move(failure));
    }
    return "accepted by " + shown_ + ": status " + std::to_string(answer.status);
}

} // namespace halberd::gateway
