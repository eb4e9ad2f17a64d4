#include "core/http/request_parser.hpp"

#include "core/http/request_target.hpp"

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace halberd {
namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;
using boost::system::error_code;

using Parser = http::request_parser<http::string_body>;

// What an idle connection has ready for the next request, and the most that it keeps from the last one.
constexpr std::size_t idle_buffer_bytes = 1024;
constexpr std::size_t kept_buffer_bytes = 8192;

// How much of a large body is received at a time.
constexpr std::size_t least_read_bytes = 512;
constexpr std::size_t most_read_bytes = 65536;

std::string text_of(const http::fields& fields, http::field name) {
    const auto value = fields[name];
    return {value.data(), value.size()};
}

} // namespace

struct RequestParser::Impl {
    explicit Impl(const HttpLimits& limits_of_the_server) : limits(limits_of_the_server) {}

    const HttpLimits& limits;
    beast::flat_buffer buffer; // bytes received and not yet parsed
    std::optional<Parser> parser;
    error_code error;
    std::size_t header_bytes = 0; // so many have been parsed
    bool is_header_told = false;
};

RequestParser::RequestParser(const HttpLimits& limits) : impl_(std::make_unique<Impl>(limits)) {}
RequestParser::~RequestParser() = default;

std::span<char> RequestParser::prepare() {
    beast::flat_buffer& buffer = impl_->buffer;
    std::size_t size = 0;
    if (!impl_->parser) {
        if (buffer.size() == 0 && buffer.capacity() > kept_buffer_bytes) {
            buffer.shrink_to_fit();
        }
        size = std::max(idle_buffer_bytes, buffer.capacity() - buffer.size());
    } else {
        size = std::clamp(buffer.capacity() - buffer.size(), least_read_bytes, most_read_bytes);
    }
    const auto room = buffer.prepare(size);
    return {static_cast<char*>(room.data()), room.size()};
}

void RequestParser::commit(std::size_t size) {
    impl_->buffer.commit(size);
}

bool RequestParser::has_bytes() {
    const auto data = impl_->buffer.cdata();
    const std::string_view bytes(static_cast<const char*>(data.data()), data.size());
    impl_->buffer.consume(std::min(bytes.find_first_not_of("\r\n"), bytes.size()));
    return impl_->buffer.size() > 0;
}

bool RequestParser::is_in_request() const {
    return impl_->parser.has_value();
}

RequestParser::Progress RequestParser::advance() {
    Impl& self = *impl_;
    if (!self.parser) {
        self.parser.emplace();
        self.parser->header_limit(static_cast<std::uint32_t>(self.limits.header_bytes));
        self.parser->body_limit(self.limits.body_bytes);
        self.header_bytes = 0;
        self.is_header_told = false;
    }
    self.parser->eager(self.is_header_told);
    while (self.is_header_told ? !self.parser->is_done() : !self.parser->is_header_done()) {
        const std::size_t used = self.buffer.size() > 0 ? self.parser->put(self.buffer.data(), self.error) : 0;
        self.buffer.consume(used);
        self.header_bytes += self.is_header_told ? 0 : used;
        if (self.header_bytes > self.limits.header_bytes) {
            self.error = http::error::header_limit; // Beast holds what is unparsed against the limit
        }
        if (self.error == http::error::need_more || (!self.error && used == 0)) {
            self.error.clear();
            return Progress::NeedsBytes;
        }
        if (self.error) {
            return Progress::Unreadable;
        }
    }
    return std::exchange(self.is_header_told, true) ? Progress::Complete : Progress::Header;
}

int RequestParser::refusal() const {
    if (impl_->error == http::error::header_limit || impl_->error == http::error::buffer_overflow) {
        return 431;
    }
    return impl_->error == http::error::body_limit ? 413 : 400;
}

std::string RequestParser::complaint() const {
    return impl_->error.message();
}

int RequestParser::http_minor() const {
    return impl_->parser->get().version() == 10 ? 0 : 1;
}

bool RequestParser::keep_alive() const {
    return impl_->parser->get().keep_alive();
}

bool RequestParser::is_head() const {
    return impl_->parser->get().method() == http::verb::head;
}

bool RequestParser::wants_continue() const {
    return beast::iequals(impl_->parser->get()[http::field::expect], "100-continue");
}

std::string_view RequestParser::authorization() const {
    const auto header = impl_->parser->get()[http::field::authorization];
    return {header.data(), header.size()};
}

std::size_t RequestParser::body_bytes() const {
    return impl_->parser->chunked() ? impl_->limits.body_bytes : impl_->parser->content_length().value_or(0);
}

HttpRequest RequestParser::take() {
    const bool lacks_length = !impl_->parser->content_length() && !impl_->parser->chunked();
    auto message = impl_->parser->release();
    impl_->parser.reset();
    RequestTarget target = parse_target({message.target().data(), message.target().size()});
    HttpRequest request;
    request.method = std::string(message.method_string());
    request.path = std::move(target.path);
    request.query = std::move(target.query);
    request.host = text_of(message, http::field::host);
    request.content_type = text_of(message, http::field::content_type);
    request.last_event_id = std::string(message["Last-Event-ID"]);
    request.lacks_length = lacks_length;
    request.fetch_site = std::string(message["Sec-Fetch-Site"]);
    request.origin = text_of(message, http::field::origin);
    request.referer = text_of(message, http::field::referer);
    request.user_agent = text_of(message, http::field::user_agent);
    request.body = std::move(message.body());
    return request;
}

void RequestParser::drop() {
    impl_->parser.reset();
}

} // namespace halberd
