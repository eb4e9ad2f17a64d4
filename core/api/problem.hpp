#pragma once

#include "core/http/handler.hpp"
#include "core/rpc/faults.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace halberd {

// A part of a request that is not as it should be.
struct BadPart {
    std::string where; // "query: offset", "body: /signal"
    std::string what;  // "must be an integer"
};

// Why a request of the API is not answered with what it asked for: application/problem+json, by RFC 9457.
struct Problem {
    int status = 400;
    std::string type = "about:blank"; // "urn:supervisor:fault:BAD_NAME" for a fault
    std::string title;
    std::string detail;
    std::vector<BadPart> bad_parts;
};

// A problem that HTTP itself has the word for.
Problem http_problem(int status, std::string detail);

// 400, with every part that is wrong.
Problem bad_request(std::vector<BadPart> bad_parts);

// What a fault is in HTTP: 404 for a name that is unknown, 409 for what does not fit the state of the process, 403 for
// a role that does not suffice, 503 while the daemon goes down.
Problem problem_of(const Fault& fault);

// `path` is what was asked for.
HttpResponse problem_response(const Problem& problem, std::string_view path);

} // namespace halberd
