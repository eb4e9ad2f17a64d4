#pragma once

#include "core/base/clock.hpp"
#include "core/web/web_ui.hpp"
#include "tests/fakes/fake_control.hpp"
#include "tests/fakes/fake_exchange.hpp"
#include "tests/fakes/recording_log.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace halberd {

// A clock that stands still at 2026-11-23 18:36:05.
class StandingClock : public Clock {
 public:
    SteadyTime steady() const override { return {}; }
    WallTime wall() const override { return WallTime(std::chrono::seconds(1'795'458'965)); }
};

// The pages over a fake daemon.
class WebTest : public ::testing::Test {
 protected:
    WebTest() {
        setenv("TZ", "UTC", 1);
        tzset();
    }

    static std::shared_ptr<FakeExchange> request(std::string method, const std::string& target) {
        auto exchange = std::make_shared<FakeExchange>();
        const auto question = target.find('?');
        exchange->asked.method = std::move(method);
        exchange->asked.path = target.substr(0, question);
        exchange->asked.query = question != std::string::npos ? target.substr(question + 1) : "";
        exchange->asked.host = "host:9001";
        exchange->asked.caller = Caller{"admin", Role::Admin, "127.0.0.1:40312"};
        return exchange;
    }

    // The answer of a page to a GET, when everything that it waits for has happened.
    HttpResponse get(const std::string& target) { return answer_to(request("GET", target)); }

    HttpResponse answer_to(const std::shared_ptr<FakeExchange>& exchange) {
        pages.handle(exchange);
        control.run_replies();
        EXPECT_TRUE(exchange->answer) << "no answer to " << exchange->asked.path;
        return exchange->answer.value_or(HttpResponse{});
    }

    // The message that a classic action link answers with, still percent-encoded.
    std::string message_of(const std::string& target) {
        const auto exchange = request("GET", target);
        const HttpResponse response = answer_to(exchange);
        const std::string prefix = "http://host:9001/?message=";
        const std::string location = exchange->header("Location");
        EXPECT_EQ(response.status, 301) << target;
        EXPECT_TRUE(location.starts_with(prefix)) << location;
        return location.substr(std::min(prefix.size(), location.size()));
    }

    static bool has(const HttpResponse& response, std::string_view part) {
        return response.body.find(part) != std::string::npos;
    }

    FakeControl control;
    StandingClock clock;
    RecordingLog log{LogLevel::Debug};
    Access access{&log};
    WebUi pages{control, clock, access};
};

} // namespace halberd
