#pragma once

#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace halberd::xmlrpc {

// A server on a UNIX socket in a folder of its own (or on a free TCP port of the loopback) that answers the requests it
// gets one after the other with the replies it was given, whatever they ask, and remembers them.
class ScriptedServer {
 public:
    struct Reply {
        std::string bytes;
        bool closes = false; // the connection, after the reply
    };
    enum class Transport { Unix, Tcp };

    explicit ScriptedServer(std::vector<Reply> replies, Transport transport = Transport::Unix);
    ~ScriptedServer();

    const std::string& url() const { return url_; }

    // The requests so far, header and body, and how many connections they came on.
    std::vector<std::string> requests() const;
    int connections() const;
    bool has_connection() const;

 private:
    void listen_unix();
    void listen_tcp();
    void serve();
    bool read_request(int connection);

    std::vector<Reply> replies_;
    std::string folder_;
    std::string url_;
    int listener_ = -1;
    mutable std::mutex mutex_; // guards what follows, shared with the serving thread
    int connection_ = -1;
    bool is_stopping_ = false;
    int connections_ = 0;
    std::vector<std::string> requests_;
    std::thread thread_;
};

// "HTTP/1.1 200 OK" with the body and its length.
std::string http_ok(const std::string& body);

} // namespace halberd::xmlrpc
