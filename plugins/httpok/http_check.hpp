#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <tl/expected.hpp>

namespace halberd::httpok {

// What is asked.
struct Question {
    std::string url;  // http:// or https://, user and password in it are for basic authentication
    std::string text; // to be looked for in the body; empty: none

    std::chrono::milliseconds step{}; // the longest without progress: until connected, then between two pieces; 0: any
    std::chrono::milliseconds longest{}; // the longest for all

    // A refused connection is tried again after this pause, as long as `step` allows.
    std::chrono::milliseconds pause = std::chrono::seconds(10);

    bool verify = false; // refuse a certificate that is not trusted
    std::string ca_file; // the certificates to trust; empty for those of the system
};

// What came back.
struct Answer {
    std::optional<int> status; // nothing: there was no complete answer, and `error` says why
    std::string reason;        // "Internal Server Error"
    bool has_text = false;
    std::string error;
};

// What is wrong with a URL; empty when it can be asked.
std::string find_url_fault(const std::string& url);

// The URL without user and password, for texts.
std::string shown_url(const std::string& url);

// GETs the URL over a connection of its own, by libcurl, without following redirections and without a proxy. Blocks for
// `longest` at most, and for one `step` when the server is silent. [any thread]
Answer check(const Question& question);

} // namespace halberd::httpok
