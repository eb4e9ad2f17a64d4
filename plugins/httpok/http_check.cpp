#include "plugins/httpok/http_check.hpp"

#include "plugins/httpok/body_search.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <string_view>
#include <thread>

namespace halberd::httpok {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;
using Easy = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;
using Multi = std::unique_ptr<CURLM, decltype(&curl_multi_cleanup)>;
using List = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;
using Url = std::unique_ptr<CURLU, decltype(&curl_url_cleanup)>;

// libcurl's own initialisation, counted, and safe among threads since curl 7.84.
struct Library {
    Library() { curl_global_init(CURL_GLOBAL_DEFAULT); }
    ~Library() { curl_global_cleanup(); }
};

// A transfer under way.
struct Transfer {
    explicit Transfer(const std::string& text) : search(text) {}

    BodySearch search;
    std::string status_line; // "HTTP/1.1 500 Internal Server Error", the last one
    bool is_connected = false;
    Clock::time_point progress = Clock::now();
    std::array<char, CURL_ERROR_SIZE> error{};
};

std::size_t on_header(char* line, std::size_t size, std::size_t count, void* context) {
    auto& transfer = *static_cast<Transfer*>(context);
    const std::string_view text(line, size * count);
    transfer.progress = Clock::now();
    if (text.starts_with("HTTP/")) {
        transfer.status_line = text.substr(0, text.find_first_of("\r\n"));
    }
    return text.size();
}

std::size_t on_body(char* bytes, std::size_t size, std::size_t count, void* context) {
    auto& transfer = *static_cast<Transfer*>(context);
    transfer.progress = Clock::now();
    transfer.search.feed({bytes, size * count});
    return size * count;
}

int on_connected(void* context, char*, char*, int, int) {
    auto& transfer = *static_cast<Transfer*>(context);
    transfer.is_connected = true;
    transfer.progress = Clock::now();
    return CURL_PREREQFUNC_OK;
}

void configure(CURL* curl, const Question& question, Transfer& transfer) {
    curl_easy_setopt(curl, CURLOPT_URL, question.url.c_str());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "httpok");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_QUICK_EXIT, 1L); // a name server that doesn't answer is not waited for
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, question.verify ? 1L : 0L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, question.verify ? 2L : 0L);
    if (!question.ca_file.empty()) {
        curl_easy_setopt(curl, CURLOPT_CAINFO, question.ca_file.c_str());
    }
    // Both time-outs are those of the loop below.
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(question.longest.count()));
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &transfer);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &transfer);
    curl_easy_setopt(curl, CURLOPT_PREREQFUNCTION, on_connected);
    curl_easy_setopt(curl, CURLOPT_PREREQDATA, &transfer);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, transfer.error.data());
}

std::string seconds_text(milliseconds time) {
    std::string text = std::to_string(time.count() / 1000);
    if (const auto rest = time.count() % 1000; rest != 0) {
        text += "." + std::to_string(1000 + rest).substr(1);
    }
    return text + " s";
}

// Runs the transfer to its end. Empty, or which time was over.
std::string run(CURLM* multi, const Question& question, const Transfer& transfer, Clock::time_point deadline) {
    int running = 1;
    while (curl_multi_perform(multi, &running) == CURLM_OK && running > 0) {
        const auto step_end = question.step.count() > 0 ? transfer.progress + question.step : deadline;
        const auto now = Clock::now();
        if (now >= deadline) {
            return "no complete answer within " + seconds_text(question.longest);
        }
        if (now >= step_end) {
            return (transfer.is_connected ? "timed out: the server said nothing for "
                                          : "timed out: no connection within ") +
                   seconds_text(question.step);
        }
        const auto left = std::chrono::ceil<milliseconds>(std::min(step_end, deadline) - now);
        curl_multi_poll(multi, nullptr, 0, static_cast<int>(left.count()), nullptr);
    }
    return {};
}

CURLcode result_of(CURLM* multi) {
    int left = 0;
    const CURLMsg* message = curl_multi_info_read(multi, &left);
    return message != nullptr && message->msg == CURLMSG_DONE ? message->data.result : CURLE_RECV_ERROR;
}

struct Attempt {
    Answer answer;
    bool was_refused = false;
};

Attempt attempt(const Question& question, Clock::time_point deadline) {
    Transfer transfer(question.text);
    const Easy easy(curl_easy_init(), curl_easy_cleanup);
    const Multi multi(curl_multi_init(), curl_multi_cleanup);
    const List headers(curl_slist_append(curl_slist_append(nullptr, "Accept:"), "Accept-Encoding: identity"),
                       curl_slist_free_all);
    configure(easy.get(), question, transfer);
    curl_easy_setopt(easy.get(), CURLOPT_HTTPHEADER, headers.get());
    curl_multi_add_handle(multi.get(), easy.get());
    Attempt result;
    result.answer.error = run(multi.get(), question, transfer, deadline);
    const CURLcode code = result.answer.error.empty() ? result_of(multi.get()) : CURLE_OPERATION_TIMEDOUT;
    long status = 0;
    long os_error = 0;
    curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(easy.get(), CURLINFO_OS_ERRNO, &os_error);
    curl_multi_remove_handle(multi.get(), easy.get());
    if (code == CURLE_OK) {
        result.answer.status = static_cast<int>(status);
        const std::size_t code_end = transfer.status_line.find(' ', transfer.status_line.find(' ') + 1);
        result.answer.reason = code_end != std::string::npos ? transfer.status_line.substr(code_end + 1) : "";
        result.answer.has_text = transfer.search.found();
    } else if (code == CURLE_COULDNT_CONNECT && os_error != 0) {
        result.answer.error = std::string("cannot connect: ") + std::strerror(static_cast<int>(os_error));
    } else if (result.answer.error.empty()) {
        result.answer.error = transfer.error[0] != '\0' ? transfer.error.data() : curl_easy_strerror(code);
    }
    result.was_refused = code == CURLE_COULDNT_CONNECT && os_error == ECONNREFUSED;
    return result;
}

} // namespace

std::string find_url_fault(const std::string& url) {
    const Url parsed(curl_url(), curl_url_cleanup);
    if (const CURLUcode code = curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), 0); code != CURLUE_OK) {
        return std::string(curl_url_strerror(code)) + "; a URL has the form http://HOST:PORT/PATH";
    }
    char* scheme = nullptr;
    curl_url_get(parsed.get(), CURLUPART_SCHEME, &scheme, 0);
    const std::string name = scheme != nullptr ? scheme : "";
    curl_free(scheme);
    return name == "http" || name == "https"
               ? ""
               : "it begins with " + name + "://, and only http:// and https:// are known";
}

std::string shown_url(const std::string& url) {
    const std::size_t begin = url.find("//");
    if (begin == std::string::npos) {
        return url;
    }
    const std::size_t end = url.find_first_of("/?#", begin + 2);
    const std::size_t at = url.substr(0, end).rfind('@');
    return at == std::string::npos || at < begin ? url : url.substr(0, begin + 2) + url.substr(at + 1);
}

Answer check(const Question& question) {
    const Library library;
    const Clock::time_point start = Clock::now();
    while (true) {
        Attempt result = attempt(question, start + question.longest);
        const auto next = Clock::now() + question.pause;
        if (!result.was_refused || next >= start + question.step) {
            return std::move(result.answer);
        }
        std::this_thread::sleep_until(next);
    }
}

} // namespace halberd::httpok
