#pragma once

#include <chrono>
#include <string>

namespace halberd::gateway {

// How a service has a request show that its sender knows a secret besides the URL.
enum class Signing {
    None,
    DingTalk, // the parameters timestamp (ms) and sign of the URL
    Feishu,   // the members timestamp (s) and sign of the body, a JSON object
};

// What is posted, and where to.
struct Request {
    std::string url;
    std::string body;
};

// The request with its signature: the base64 of an HMAC-SHA256 of the time and the secret. Services take it for an hour
// around that time, so a request is signed anew each time that it is sent.
Request sign(Signing signing, const std::string& secret, std::chrono::system_clock::time_point now, Request request);

} // namespace halberd::gateway
