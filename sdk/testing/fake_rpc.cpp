#include "sdk/testing/fake_rpc.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <thread>
#include <utility>

namespace halberd::test {
namespace {

namespace http = boost::beast::http;
using Protocol = boost::asio::local::stream_protocol;

std::string make_folder() {
    std::string folder = std::filesystem::temp_directory_path() / "halberd-rpc-XXXXXX";
    if (::mkdtemp(folder.data()) == nullptr) {
        throw std::runtime_error("can't make the folder " + folder + " for the socket of FakeRpc");
    }
    return folder;
}

} // namespace

class FakeRpc::Server {
 public:
    Server()
        : folder_(make_folder()),
          url_("unix://" + folder_ + "/rpc.sock"),
          acceptor_(io_, Protocol::endpoint(folder_ + "/rpc.sock")),
          thread_([this] { serve(); }) {}

    ~Server() {
        stopping_ = true;
        // Wakes the thread from accept, or from the connection that it reads.
        Protocol::socket wake(io_);
        boost::system::error_code ignored;
        wake.connect(Protocol::endpoint(folder_ + "/rpc.sock"), ignored);
        {
            const std::lock_guard lock(mutex_);
            if (connection_) {
                connection_->shutdown(Protocol::socket::shutdown_both, ignored);
            }
        }
        thread_.join();
        std::error_code removed;
        std::filesystem::remove_all(folder_, removed);
    }
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    const std::string& url() const { return url_; }

    void handle(const std::string& method, Handler handler) {
        const std::lock_guard lock(mutex_);
        handlers_[method] = std::move(handler);
    }

    std::vector<xmlrpc::Call> calls() const {
        const std::lock_guard lock(mutex_);
        return calls_;
    }

 private:
    void serve() {
        while (!stopping_) {
            boost::system::error_code error;
            Protocol::socket accepted(io_);
            acceptor_.accept(accepted, error);
            if (error || stopping_) {
                return;
            }
            {
                const std::lock_guard lock(mutex_);
                connection_.emplace(std::move(accepted));
            }
            converse();
            const std::lock_guard lock(mutex_);
            connection_.reset();
        }
    }

    // Answers the requests of the connection until the client ends it.
    void converse() {
        boost::beast::flat_buffer buffer;
        boost::system::error_code error;
        while (!stopping_) {
            http::request<http::string_body> request;
            http::read(*connection_, buffer, request, error);
            if (error) {
                return;
            }
            http::response<http::string_body> response(http::status::ok, request.version());
            response.set(http::field::content_type, "text/xml");
            response.keep_alive(request.keep_alive());
            response.body() = answer_to(request.body());
            response.prepare_payload();
            http::write(*connection_, response, error);
            if (error || !request.keep_alive()) {
                return;
            }
        }
    }

    std::string answer_to(const std::string& document) {
        auto call = xmlrpc::decode_call(document);
        if (!call) {
            return xmlrpc::encode_fault({2, "INCORRECT_PARAMETERS: " + call.error()});
        }
        Handler handler;
        {
            const std::lock_guard lock(mutex_);
            calls_.push_back(*call);
            if (const auto found = handlers_.find(call->method); found != handlers_.end()) {
                handler = found->second;
            }
        }
        if (!handler) {
            return xmlrpc::encode_fault({1, "UNKNOWN_METHOD"});
        }
        const auto answer = handler(call->arguments);
        return answer ? xmlrpc::encode_response(*answer) : xmlrpc::encode_fault(answer.error());
    }

    std::string folder_;
    std::string url_;
    boost::asio::io_context io_;
    Protocol::acceptor acceptor_;
    std::atomic<bool> stopping_ = false;
    mutable std::mutex mutex_; // guards what follows, but for the thread's own use of the connection
    std::map<std::string, Handler> handlers_;
    std::vector<xmlrpc::Call> calls_;
    std::optional<Protocol::socket> connection_;
    std::thread thread_; // the last member: it uses all others
};

FakeRpc::FakeRpc() : server_(std::make_unique<Server>()) {}

FakeRpc::~FakeRpc() = default;

const std::string& FakeRpc::url() const {
    return server_->url();
}

void FakeRpc::answer(const std::string& method, xmlrpc::Value value) {
    server_->handle(method, [value = std::move(value)](const xmlrpc::Array&) { return value; });
}

void FakeRpc::refuse(const std::string& method, xmlrpc::FaultReply fault) {
    server_->handle(method, [fault = std::move(fault)](const xmlrpc::Array&) { return tl::unexpected(fault); });
}

void FakeRpc::handle(const std::string& method, Handler handler) {
    server_->handle(method, std::move(handler));
}

std::vector<xmlrpc::Call> FakeRpc::calls() const {
    return server_->calls();
}

} // namespace halberd::test
