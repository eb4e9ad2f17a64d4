#include "plugins/shared/gateway/signature.hpp"

#include "sdk/xmlrpc/base64.hpp"

#include <curl/curl.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <boost/json.hpp>

#include <array>
#include <memory>
#include <utility>

namespace halberd::gateway {
namespace {

std::string hmac_sha256(const std::string& key, const std::string& message) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(message.data()),
         message.size(), digest.data(), &size);
    std::string text;
    xmlrpc::append_base64(text, {reinterpret_cast<const char*>(digest.data()), size});
    return text;
}

template <class Unit>
std::string count_of(std::chrono::system_clock::time_point now) {
    return std::to_string(std::chrono::duration_cast<Unit>(now.time_since_epoch()).count());
}

std::string with_parameters(const std::string& url, const std::string& timestamp, const std::string& signature) {
    const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> parts(curl_url(), curl_url_cleanup);
    curl_url_set(parts.get(), CURLUPART_URL, url.c_str(), 0);
    for (const std::string& parameter : {"timestamp=" + timestamp, "sign=" + signature}) {
        curl_url_set(parts.get(), CURLUPART_QUERY, parameter.c_str(), CURLU_APPENDQUERY | CURLU_URLENCODE);
    }
    char* text = nullptr;
    if (curl_url_get(parts.get(), CURLUPART_URL, &text, 0) != CURLUE_OK) {
        return url;
    }
    std::string copy = text;
    curl_free(text);
    return copy;
}

std::string with_members(const std::string& body, const std::string& timestamp, const std::string& signature) {
    boost::system::error_code error;
    boost::json::value tree = boost::json::parse(body, error);
    if (error || !tree.is_object()) {
        return body;
    }
    tree.get_object()["timestamp"] = timestamp;
    tree.get_object()["sign"] = signature;
    return boost::json::serialize(tree);
}

} // namespace

Request sign(Signing signing, const std::string& secret, std::chrono::system_clock::time_point now, Request request) {
    if (signing == Signing::DingTalk) {
        const std::string timestamp = count_of<std::chrono::milliseconds>(now);
        request.url = with_parameters(request.url, timestamp, hmac_sha256(secret, timestamp + "\n" + secret));
    } else if (signing == Signing::Feishu) {
        const std::string timestamp = count_of<std::chrono::seconds>(now);
        request.body = with_members(request.body, timestamp, hmac_sha256(timestamp + "\n" + secret, ""));
    }
    return request;
}

} // namespace halberd::gateway
