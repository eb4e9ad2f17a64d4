#pragma once

#include "core/api/api_handler.hpp"
#include "core/rpc/halberd_methods.hpp"
#include "core/rpc/supervisor_methods.hpp"
#include "tests/fakes/fake_control.hpp"
#include "tests/fakes/fake_exchange.hpp"

#include <gtest/gtest.h>
#include <boost/json.hpp>

#include <chrono>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <string>
#include <string_view>

namespace halberd {

// A clock that stands still, 255 ticks after the epoch.
class EarlyClock : public Clock {
 public:
    SteadyTime steady() const override { return {}; }
    WallTime wall() const override { return WallTime(WallTime::duration(255)); }
};

// The JSON API over a fake daemon.
class ApiTest : public ::testing::Test {
 protected:
    ApiTest() {
        setenv("TZ", "UTC", 1);
        tzset();
        add_supervisor_methods(methods, control);
        add_halberd_methods(methods, control);
    }

    // Sends a request below /api/v1; a body is JSON.
    std::shared_ptr<FakeExchange> send(const std::string& method, const std::string& target,
                                       const std::string& body = {}) {
        auto exchange = std::make_shared<FakeExchange>();
        const auto question = target.find('?');
        exchange->asked.method = method;
        exchange->asked.path = "/api/v1" + target.substr(0, question);
        exchange->asked.query = question != std::string::npos ? target.substr(question + 1) : "";
        exchange->asked.content_type = body.empty() ? "" : "application/json";
        exchange->asked.body = body;
        exchange->asked.caller.role = role;
        exchange->asked.last_event_id = last_event_id;
        api.handle(exchange);
        return exchange;
    }

    // Its answer, when everything that it waits for has happened: "200 {…}". JSON is written anew, so that spaces do
    // not count.
    std::string ask(const std::string& method, const std::string& target, const std::string& body = {}) {
        const auto exchange = send(method, target, body);
        control.run_replies();
        if (!exchange->answer) {
            return "no answer";
        }
        type = exchange->answer->content_type;
        answer = boost::json::parse(exchange->answer->body);
        return std::to_string(exchange->answer->status) + " " + boost::json::serialize(answer);
    }

    // The status and detail of a problem: "404 BAD_NAME: x".
    std::string problem(const std::string& method, const std::string& target, const std::string& body = {}) {
        ask(method, target, body);
        EXPECT_EQ(type, "application/problem+json") << answer;
        const auto& members = answer.as_object();
        EXPECT_TRUE(members.contains("title") && members.contains("type") && members.contains("instance"));
        return std::to_string(members.at("status").as_int64()) + " " + std::string(members.at("detail").as_string());
    }

    FakeControl control;
    MethodTable methods;
    EarlyClock clock;
    ApiHandler api{control, methods, clock};
    Role role = Role::Admin;
    std::string last_event_id;
    std::string type;
    boost::json::value answer;
};

} // namespace halberd
