#include "plugins/shared/gateway/endpoint.hpp"

#include "plugins/shared/alert/private_lines.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <memory>

namespace halberd::gateway {
namespace {

using Url = std::unique_ptr<CURLU, decltype(&curl_url_cleanup)>;

std::string part(const Url& url, CURLUPart which, unsigned flags = 0) {
    char* text = nullptr;
    if (curl_url_get(url.get(), which, &text, flags) != CURLUE_OK) {
        return {};
    }
    std::string copy = text;
    curl_free(text);
    return copy;
}

Url parsed(const Endpoint& endpoint) {
    Url url(curl_url(), curl_url_cleanup);
    curl_url_set(url.get(), CURLUPART_URL, endpoint.url.c_str(), 0);
    return url;
}

bool has_control_character(const std::string& text) {
    return std::any_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

} // namespace

tl::expected<Endpoint, std::string> read_endpoint_file(const std::string& path) {
    const auto lines = alert::read_private_lines("the URL file", path);
    if (!lines) {
        return tl::unexpected(lines.error());
    }
    Endpoint endpoint;
    for (const std::string& line : *lines) {
        if (line.empty() || line.starts_with('#')) {
            continue;
        }
        if (line.starts_with("key=")) {
            endpoint.key = line.substr(4);
        } else if (line.starts_with("secret=")) {
            endpoint.secret = line.substr(7);
        } else if (line.starts_with("header=")) {
            endpoint.headers.push_back(line.substr(7));
        } else if (endpoint.url.empty()) {
            endpoint.url = line;
        } else {
            return tl::unexpected(
                "the URL file " + path +
                " has one line with the URL, and may have lines key=…, secret=… and header=NAME: VALUE");
        }
    }
    return endpoint;
}

std::string find_fault(const Endpoint& endpoint) {
    const Url url(curl_url(), curl_url_cleanup);
    const std::string expected = "; it has the form https://HOST/PATH";
    if (const CURLUcode code = curl_url_set(url.get(), CURLUPART_URL, endpoint.url.c_str(), 0); code != CURLUE_OK) {
        return std::string("the URL can't be understood: ") + curl_url_strerror(code) + expected;
    }
    if (const std::string scheme = part(url, CURLUPART_SCHEME); scheme != "http" && scheme != "https") {
        return "the URL begins with " + scheme + "://" + expected;
    }
    for (const std::string& header : endpoint.headers) {
        if (header.find(':') == std::string::npos || has_control_character(header)) {
            return "a header has the form NAME: VALUE";
        }
    }
    return {};
}

std::string shown_endpoint(const Endpoint& endpoint) {
    const Url url = parsed(endpoint);
    const std::string port = part(url, CURLUPART_PORT);
    return part(url, CURLUPART_SCHEME) + "://" + part(url, CURLUPART_HOST) + (port.empty() ? "" : ":" + port);
}

std::string without_secrets(std::string text, const Endpoint& endpoint) {
    const Url url = parsed(endpoint);
    const std::string path = part(url, CURLUPART_PATH);
    std::vector<std::string> secrets = {endpoint.url, endpoint.key, endpoint.secret, path.size() > 1 ? path : "",
                                        part(url, CURLUPART_QUERY)};
    secrets.push_back(part(url, CURLUPART_PASSWORD));
    secrets.push_back(part(url, CURLUPART_PASSWORD, CURLU_URLDECODE));
    for (const std::string& header : endpoint.headers) {
        const std::size_t value = header.find_first_not_of(' ', header.find(':') + 1);
        secrets.push_back(value == std::string::npos ? "" : header.substr(value));
    }
    for (const std::string& secret : secrets) {
        for (std::size_t at = 0; !secret.empty() && (at = text.find(secret, at)) != std::string::npos;) {
            text.replace(at, secret.size(), "…");
            at += std::string("…").size();
        }
    }
    return text;
}

} // namespace halberd::gateway
