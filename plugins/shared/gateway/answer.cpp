#include "plugins/shared/gateway/answer.hpp"

#include "sdk/mail/header_text.hpp"

#include <boost/json.hpp>

#include <utility>

namespace halberd::gateway {
namespace {

constexpr std::size_t most_of_a_body = 300;

bool is_refusal(const std::string& body, const std::string& error_member) {
    boost::system::error_code error;
    const boost::json::value value = boost::json::parse(body, error);
    if (error || !value.is_object()) {
        return false;
    }
    const boost::json::value* code = value.get_object().if_contains(error_member);
    return code != nullptr && !(code->is_int64() && code->get_int64() == 0);
}

} // namespace

tl::expected<void, mail::Failure> judge(const Answer& answer, const std::string& error_member) {
    const bool is_good = answer.status >= 200 && answer.status < 300;
    if (is_good && (error_member.empty() || !is_refusal(answer.body, error_member))) {
        return {};
    }
    const std::string said = mail::one_line(answer.body.substr(0, most_of_a_body));
    mail::Failure failure("status " + std::to_string(answer.status) + (said.empty() ? "" : ", " + said));
    failure.is_final = answer.status >= 400 && answer.status < 500 && answer.status != 408 && answer.status != 429;
    failure.pause = answer.retry_after;
    return tl::unexpected(std::move(failure));
}

} // namespace halberd::gateway
