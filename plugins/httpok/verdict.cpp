#include "plugins/httpok/verdict.hpp"

#include "plugins/shared/alert/wording.hpp"

#include <algorithm>

namespace halberd::httpok {
namespace {

std::string first_line(const Answer& answer, const std::string& url) {
    if (!answer.status) {
        return "error contacting " + url + ":\n\n " + answer.error;
    }
    return "status contacting " + url + ": " + std::to_string(*answer.status) + " " + answer.reason;
}

} // namespace

std::optional<Failure> judge(const Answer& answer, const Expectation& expected) {
    const bool good_status = answer.status && std::find(expected.statuses.begin(), expected.statuses.end(),
                                                        *answer.status) != expected.statuses.end();
    if (good_status && (!expected.wants_text || answer.has_text)) {
        return std::nullopt;
    }
    return Failure{alert::subject_prefix("httpok", expected.name) + expected.url +
                       (good_status ? ": bad body returned" : ": bad status returned"),
                   first_line(answer, expected.url)};
}

} // namespace halberd::httpok
