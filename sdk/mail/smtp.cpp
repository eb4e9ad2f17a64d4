#include "sdk/mail/smtp.hpp"

#include "sdk/mail/header_text.hpp"

#include "sdk/mail/mailbox.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>
#include <utility>

namespace halberd::mail {
namespace {

using List = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;
using Url = std::unique_ptr<CURLU, decltype(&curl_url_cleanup)>;

std::string url_part(const Url& url, CURLUPart part) {
    char* text = nullptr;
    if (curl_url_get(url.get(), part, &text, 0) != CURLUE_OK) {
        return {};
    }
    std::string copy = text;
    curl_free(text);
    return copy;
}

constexpr long seconds_for_a_farewell = 2;

// The message on its way out.
struct Upload {
    std::string_view rest;
};

std::size_t read_upload(char* buffer, std::size_t size, std::size_t count, void* upload) {
    std::string_view& rest = static_cast<Upload*>(upload)->rest;
    const std::size_t taken = std::min(size * count, rest.size());
    std::memcpy(buffer, rest.data(), taken);
    rest.remove_prefix(taken);
    return taken;
}

// What the server answered.
struct Replies {
    std::string last;
    std::vector<std::string> refused; // lines with a 4xx or 5xx code
};

std::size_t read_reply(char* line, std::size_t size, std::size_t count, void* replies) {
    auto& [last, refused] = *static_cast<Replies*>(replies);
    last.assign(line, size * count);
    last.erase(std::min(last.find_last_not_of("\r\n") + 1, last.size()));
    if (last.starts_with('4') || last.starts_with('5')) {
        refused.push_back(last);
    }
    return size * count;
}

// Called by curl at least once a second while it works.
int look_for_cancel(void* is_cancelled, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return *static_cast<const std::atomic<bool>*>(is_cancelled) ? 1 : 0;
}

// curl's advice for the failures whose remedy isn't in its text.
const char* advice(CURLcode code) {
    switch (code) {
        case CURLE_USE_SSL_FAILED:
            return "; TLS is required (credentials imply it), and the server offers none";
        case CURLE_PEER_FAILED_VERIFICATION:
            return "; is the server's certificate authority among the trusted ones?";
        case CURLE_LOGIN_DENIED:
            return "; check user and password";
        default:
            return "";
    }
}

// " (refused: 550 no such user, …)", or nothing.
std::string list_refused(const Replies& replies) {
    std::string text;
    for (const std::string& reply : replies.refused) {
        text += (text.empty() ? " (refused: " : ", ") + reply;
    }
    return text.empty() ? text : text + ")";
}

// A client's line that is known to hold no password: everything but AUTH and what follows the server's question.
bool is_open_command(std::string_view line) {
    static constexpr std::array verbs = {"EHLO", "HELO", "STARTTLS", "MAIL", "RCPT", "DATA", "RSET", "NOOP", "QUIT"};
    return std::any_of(verbs.begin(), verbs.end(), [&](const char* verb) { return line.starts_with(verb); });
}

// Tells libcurl's steps to the trace of the options.
int tell_step(CURL* /*curl*/, curl_infotype type, char* data, std::size_t size, void* trace) {
    const char* mark = type == CURLINFO_TEXT         ? "* "
                       : type == CURLINFO_HEADER_IN  ? "< "
                       : type == CURLINFO_HEADER_OUT ? "> "
                                                     : nullptr;
    std::string_view line(data, size);
    line = line.substr(0, line.find_last_not_of("\r\n") + 1);
    if (mark == nullptr || line.empty()) {
        return 0;
    }
    std::string shown(line);
    if (type == CURLINFO_HEADER_OUT && !is_open_command(line)) {
        shown = line.starts_with("AUTH ") ? std::string(line.substr(0, line.find(' ', 5))) + " …" : "…";
    }
    (*static_cast<const std::function<void(const std::string&)>*>(trace))(mark + one_line(shown));
    return 0;
}

// Where to, how long, and with which guarantees.
void configure_connection(CURL* curl, const SmtpOptions& options) {
    const bool verify = options.tls == SmtpOptions::Tls::Trusted;
    const bool require = options.tls != SmtpOptions::Tls::IfOffered;
    curl_easy_setopt(curl, CURLOPT_URL, options.url.c_str());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_PROXY, ""); // a proxy of the environment is meant for the web
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect_timeout.count()));
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(options.timeout.count()));
    curl_easy_setopt(curl, CURLOPT_USE_SSL, static_cast<long>(require ? CURLUSESSL_ALL : CURLUSESSL_TRY));
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, verify ? 1L : 0L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, verify ? 2L : 0L);
    if (!options.ca_file.empty()) {
        curl_easy_setopt(curl, CURLOPT_CAINFO, options.ca_file.c_str());
    }
    if (options.trace) {
        curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L);
        curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, tell_step);
        curl_easy_setopt(curl, CURLOPT_DEBUGDATA, &options.trace);
    }
    if (!options.user.empty()) {
        curl_easy_setopt(curl, CURLOPT_USERNAME, options.user.c_str());
        curl_easy_setopt(curl, CURLOPT_PASSWORD, options.password.c_str());
    }
}

} // namespace

tl::expected<std::unique_ptr<Smtp>, std::string> Smtp::open(SmtpOptions options) {
    const Url url(curl_url(), curl_url_cleanup);
    // The URL itself stays out of the error: it may hold a password.
    const std::string expected = "; it has the form smtp://HOST:PORT or smtps://HOST:PORT";
    if (const CURLUcode code = curl_url_set(url.get(), CURLUPART_URL, options.url.c_str(), 0); code != CURLUE_OK) {
        return tl::unexpected(std::string("the SMTP URL can't be understood: ") + curl_url_strerror(code) + expected);
    }
    const std::string scheme = url_part(url, CURLUPART_SCHEME);
    if (scheme != "smtp" && scheme != "smtps") {
        return tl::unexpected("the SMTP URL begins with " + scheme + "://" + expected);
    }
    const bool has_credentials = !options.user.empty() || !url_part(url, CURLUPART_USER).empty();
    if (options.guards_password && (has_credentials || scheme == "smtps")) {
        options.tls = SmtpOptions::Tls::Trusted;
    }
    curl_url_set(url.get(), CURLUPART_USER, nullptr, 0);
    curl_url_set(url.get(), CURLUPART_PASSWORD, nullptr, 0);
    return std::unique_ptr<Smtp>(new Smtp(std::move(options), url_part(url, CURLUPART_URL)));
}

Smtp::Smtp(SmtpOptions options, std::string shown_url)
    : options_(std::move(options)), shown_url_(std::move(shown_url)) {
    if (shown_url_.ends_with('/')) {
        shown_url_.pop_back();
    }
    curl_global_init(CURL_GLOBAL_DEFAULT); // counted, and safe among threads since curl 7.84
}

Smtp::~Smtp() {
    hang_up();
    curl_global_cleanup();
}

void Smtp::cancel() {
    is_cancelled_ = true;
}

void Smtp::hang_up() {
    curl_easy_cleanup(std::exchange(connection_, nullptr));
}

tl::expected<std::string, std::string> Smtp::send(const Message& message) {
    if (const auto checked = check_addresses(message); !checked) {
        return tl::unexpected(checked.error());
    }
    const bool was_open = connection_ != nullptr;
    auto sent = perform(message);
    if (!sent && was_open && connection_ == nullptr) {
        sent = perform(message); // the server was tired of the connection
    }
    return sent;
}

tl::expected<std::string, std::string> Smtp::perform(const Message& message) {
    List recipients(nullptr, curl_slist_free_all);
    for (const std::string& recipient : message.to) {
        recipients.reset(curl_slist_append(recipients.release(), parse_mailbox(recipient)->address.c_str()));
    }
    const std::string sender = parse_mailbox(message.from)->address;
    const std::string text = format_message(message, stamp_of(message));
    Upload upload{text};
    Replies replies;
    std::array<char, CURL_ERROR_SIZE> error{};

    CURL* const curl = connection_ != nullptr ? connection_ : connection_ = curl_easy_init();
    configure_connection(curl, options_);
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, sender.c_str());
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients.get());
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT_ALLLOWFAILS, 1L);
    curl_easy_setopt(curl, CURLOPT_CRLF, 1L);
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, read_upload);
    curl_easy_setopt(curl, CURLOPT_READDATA, &upload);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, read_reply);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &replies);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, error.data());
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, look_for_cancel);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &is_cancelled_);

    const CURLcode code = curl_easy_perform(curl);
    curl_easy_reset(curl); // nothing of this function is known to it when it takes its leave from the server
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, seconds_for_a_farewell);
    if (code != CURLE_OK || !options_.keeps_connection) {
        hang_up();
    }
    const std::string refused = list_refused(replies);
    if (code != CURLE_OK) {
        const char* reason = error[0] != '\0' ? error.data() : curl_easy_strerror(code);
        return tl::unexpected(shown_url_ + ": " + reason + advice(code) + refused);
    }
    return "accepted by " + shown_url_ + ": " + replies.last + refused;
}

} // namespace halberd::mail
