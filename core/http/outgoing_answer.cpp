#include "core/http/outgoing_answer.hpp"

#include "core/http/response_head.hpp"

#include <ctime>
#include <optional>
#include <string>

namespace halberd {

std::size_t OutgoingAnswer::begin(HttpResponse response, const Form& form) {
    kind_ = Kind::Whole;
    std::string head =
        response_head(response, {form.http_minor, form.keep_alive, response.body.size()}, std::time(nullptr));
    std::string body = form.head_only ? std::string() : std::move(response.body);
    const std::size_t size = head.size() + body.size();
    bytes_.begin(std::move(head), std::move(body));
    return size;
}

void OutgoingAnswer::begin_stream(const HttpResponse& head, const Form& form) {
    kind_ = form.head_only ? Kind::LastOfStream : Kind::Stream;
    is_chunked_ = form.http_minor != 0;
    bytes_.begin(response_head(head, {form.http_minor, false, std::nullopt}, std::time(nullptr)), {});
    if (!form.head_only) {
        add(head.body);
    }
}

void OutgoingAnswer::begin_interim() {
    kind_ = Kind::Interim;
    bytes_.begin("HTTP/1.1 100 Continue\r\n\r\n", {});
}

void OutgoingAnswer::finish() {
    kind_ = Kind::LastOfStream;
    if (is_chunked_) {
        bytes_.add_last_chunk();
    }
}

void OutgoingAnswer::give_up() {
    kind_ = Kind::LastOfStream;
}

OutgoingAnswer::Progress OutgoingAnswer::sent(std::size_t size) {
    if (bytes_.sent(size)) {
        return Progress::Unsent;
    }
    return kind_ == Kind::Stream ? Progress::Waits : Progress::Complete;
}

} // namespace halberd
