#pragma once

#include "plugins/httpok/http_check.hpp"

#include <optional>
#include <string>
#include <vector>

namespace halberd::httpok {

// What makes an answer a good one, and how a bad one is told.
struct Expectation {
    std::string url;           // for the texts
    std::string name;          // of -n
    std::vector<int> statuses; // one of these
    bool wants_text = false;   // the body has to have the text that was looked for
};

// How a failure is told, in superlance's words.
struct Failure {
    std::string subject;
    std::string first_line; // of the mail; for an answer that didn't come it has three
};

// Nothing when the answer is a good one.
std::optional<Failure> judge(const Answer& answer, const Expectation& expected);

} // namespace halberd::httpok
