#pragma once

#include "ctl/console.hpp"
#include "ctl/remote.hpp"
#include "ctl/session.hpp"
#include "sdk/xmlrpc/codec.hpp"

#include <cerrno>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace halberd::ctl {

// Keeps what is said, and answers questions from a list; when that is used up, the input has ended.
struct RecordingConsole : Console {
    std::mutex mutex; // guards output and errors
    std::string output;
    std::string errors;
    std::vector<std::string> questions;
    std::deque<std::string> answers;

    void write(std::string_view bytes) override {
        const std::lock_guard lock(mutex);
        output += bytes;
    }
    void flush() override {}
    void complain(std::string_view text) override {
        const std::lock_guard lock(mutex);
        errors += std::string(text) + "\n";
    }
    std::optional<std::string> ask(std::string_view question) override {
        questions.emplace_back(question);
        if (answers.empty()) {
            return std::nullopt;
        }
        std::string answer = std::move(answers.front());
        answers.pop_front();
        return answer;
    }
    std::optional<std::string> ask_secret(std::string_view question) override { return ask(question); }
};

// A server in memory: each method has a queue of answers, the last of which is kept. Calls are remembered as
// "method(arguments)". Without an answer a method is unknown.
struct FakeRemote : Remote {
    using Answer = tl::expected<xmlrpc::Value, xmlrpc::CallError>;

    std::string address = "unix:///fake.sock";
    std::map<std::string, std::deque<Answer>, std::less<>> answers{{"supervisor.getVersion", {Answer("3.0")}}};
    std::map<std::string, std::string, std::less<>> logs; // by path of follow()
    std::vector<std::string> calls;
    std::string user;
    bool says_halberd = false;
    std::shared_ptr<std::mutex> mutex = std::make_shared<std::mutex>(); // guards calls and answers

    Answer call(std::string_view method, xmlrpc::Array arguments) override {
        const std::lock_guard lock(*mutex);
        std::string text(method.substr(method.find('.') + 1));
        text += '(';
        for (const xmlrpc::Value& argument : arguments) {
            text += text.ends_with('(') ? "" : ", ";
            if (const auto* number = argument.get<std::int64_t>()) {
                text += std::to_string(*number);
            } else {
                text += argument.value_or(std::string("?"));
            }
        }
        calls.push_back(text + ")");
        const auto found = answers.find(method);
        if (found == answers.end()) {
            return fault(1, "UNKNOWN_METHOD");
        }
        Answer answer = found->second.front();
        if (found->second.size() > 1) {
            found->second.pop_front();
        }
        return answer;
    }

    tl::expected<void, xmlrpc::CallError> follow(std::string_view path, const OnBytes& on_bytes) override {
        const auto found = logs.find(path);
        if (found == logs.end()) {
            xmlrpc::CallError error;
            error.kind = xmlrpc::CallError::Kind::Http;
            error.http_status = 404;
            return tl::unexpected(error);
        }
        on_bytes(found->second);
        return {};
    }

    bool is_halberd() const override { return says_halberd; }
    std::unique_ptr<Remote> another(int) const override;
    const std::string& url() const override { return address; }
    void change_url(std::string url) override { address = std::move(url); }
    void change_user(std::string username, std::string password) override { user = username + ":" + password; }

    // Answers for the methods of the supervisor namespace.
    void will_answer(const std::string& method, Answer answer) {
        answers["supervisor." + method].push_back(std::move(answer));
    }
    void fails(const std::string& method, xmlrpc::CallError error) {
        answers["supervisor." + method] = {tl::unexpected(std::move(error))};
    }

    static tl::unexpected<xmlrpc::CallError> fault(std::int64_t code, std::string text) {
        xmlrpc::CallError error;
        error.kind = xmlrpc::CallError::Kind::Fault;
        error.fault_code = code;
        error.text = std::move(text);
        return tl::unexpected(std::move(error));
    }
    static xmlrpc::CallError http(int status) {
        xmlrpc::CallError error;
        error.kind = xmlrpc::CallError::Kind::Http;
        error.http_status = status;
        error.text = "Reason";
        return error;
    }
    static xmlrpc::CallError connect(int code) {
        xmlrpc::CallError error;
        error.kind = xmlrpc::CallError::Kind::Connect;
        error.errno_code = code;
        error.text = "cause";
        return error;
    }
};

// Another connection to a FakeRemote, which outlives it: calls are made there.
struct FakeConnection : Remote {
    explicit FakeConnection(FakeRemote& server) : to(server) {}

    FakeRemote::Answer call(std::string_view method, xmlrpc::Array arguments) override {
        return to.call(method, std::move(arguments));
    }
    tl::expected<void, xmlrpc::CallError> follow(std::string_view path, const OnBytes& on_bytes) override {
        return to.follow(path, on_bytes);
    }
    bool is_halberd() const override { return to.is_halberd(); }
    std::unique_ptr<Remote> another(int fd) const override { return to.another(fd); }
    const std::string& url() const override { return to.url(); }
    void change_url(std::string url) override { to.change_url(std::move(url)); }
    void change_user(std::string username, std::string password) override {
        to.change_user(std::move(username), std::move(password));
    }

    FakeRemote& to;
};

inline std::unique_ptr<Remote> FakeRemote::another(int) const {
    return std::make_unique<FakeConnection>(const_cast<FakeRemote&>(*this)); // NOLINT: a fake that records
}

// What getAllProcessInfo says of one process, as far as commands look.
inline xmlrpc::Value process_struct(const std::string& group, const std::string& name, int state,
                                    const std::string& state_name, const std::string& description, int pid = 0) {
    return xmlrpc::Struct{
        {"group", group}, {"name", name}, {"state", state}, {"statename", state_name}, {"description", description},
        {"pid", pid}};
}

// One result of startProcessGroup and the like.
inline xmlrpc::Value result_struct(const std::string& group, const std::string& name, int status,
                                   const std::string& description = {}) {
    return xmlrpc::Struct{{"group", group}, {"name", name}, {"status", status}, {"description", description}};
}

// A session with all its parts in memory.
struct FakeSession {
    RecordingConsole console;
    FakeRemote remote;
    Interrupt interrupt;
    Session session;

    explicit FakeSession(bool is_interactive = false) : session(console, remote, interrupt, is_interactive) {}
};

} // namespace halberd::ctl
