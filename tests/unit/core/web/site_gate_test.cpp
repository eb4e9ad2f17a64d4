#include "core/web/site_gate.hpp"

#include "tests/unit/core/web/web_fixture.hpp"

namespace halberd {
namespace {

// The pages behind the gate.
class SiteGates : public WebTest {
 protected:
    SiteGates() { control.add("cat", "cat"); }

    HttpResponse pass(const std::shared_ptr<FakeExchange>& exchange) {
        gate.handle(exchange);
        control.run_replies();
        EXPECT_TRUE(exchange->answer);
        return exchange->answer.value_or(HttpResponse{});
    }

    static std::shared_ptr<FakeExchange> from_site(std::string fetch_site, std::string method,
                                                   const std::string& target) {
        const auto exchange = request(std::move(method), target);
        exchange->asked.fetch_site = std::move(fetch_site);
        return exchange;
    }

    SiteGate gate{pages, control, HostNames{true, "host", {}}};
};

TEST_F(SiteGates, ScriptsAndOurOwnPagesActAsEver) {
    EXPECT_EQ(pass(request("GET", "/index.html?processname=cat&action=stop")).status, 301);
    EXPECT_EQ(pass(from_site("same-origin", "GET", "/index.html?processname=cat&action=stop")).status, 301);
    EXPECT_EQ(pass(from_site("none", "GET", "/?action=stopall")).status, 301);
    EXPECT_EQ(pass(from_site("same-origin", "POST", "/index.html?processname=cat&action=stop")).status, 303);
    EXPECT_EQ(control.calls.size(), 3U); // nothing ran any more for stopall
}

TEST_F(SiteGates, WhatAnotherSiteSendsChangesNothing) {
    for (const char* site : {"cross-site", "same-site"}) {
        for (const char* method : {"POST", "PUT", "DELETE"}) {
            const HttpResponse answer = pass(from_site(site, method, "/index.html?processname=cat&action=stop"));
            EXPECT_EQ(answer.status, 403) << site << method;
            EXPECT_TRUE(has(answer, "allowed_hosts="));
        }
    }
    EXPECT_EQ(control.calls, std::vector<std::string>{});
}

TEST_F(SiteGates, ALinkOnAnotherSiteAsksFirst) {
    for (const char* path : {"/index.html", "/", "//index.html"}) {
        const HttpResponse answer =
            pass(from_site("cross-site", "GET", std::string(path) + "?processname=cat&action=stop"));
        EXPECT_EQ(answer.status, 200) << path;
        EXPECT_TRUE(has(answer, "<form class=\"toolbar\" method=\"post\" action=\"index.html\">"));
        EXPECT_TRUE(has(answer, "<input type=\"hidden\" name=\"processname\" value=\"cat\">"));
        EXPECT_TRUE(has(answer, "<button name=\"action\" value=\"stop\">"));
    }
    const auto silent_browser = request("GET", "/?action=stopall");
    silent_browser->asked.user_agent = "Mozilla/5.0";
    EXPECT_TRUE(has(pass(silent_browser), "<button name=\"action\" value=\"stopall\">"));
    EXPECT_EQ(control.calls, std::vector<std::string>{});
}

TEST_F(SiteGates, TheQuestionIsEscaped) {
    const HttpResponse answer =
        pass(from_site("cross-site", "GET", "/?processname=%22%3E%3Cscript%3E&action=%22%3E%3Cscript%3E"));
    EXPECT_FALSE(has(answer, "<script"));
}

TEST_F(SiteGates, AnybodyMayLook) {
    EXPECT_TRUE(has(pass(from_site("cross-site", "GET", "/")), "<title>Halberd Status"));
    EXPECT_TRUE(has(pass(from_site("cross-site", "GET", "/?message=x")), "<title>Halberd Status"));
    EXPECT_EQ(pass(from_site("cross-site", "GET", "/index.html?action=refresh")).status, 301);
    EXPECT_EQ(pass(from_site("cross-site", "HEAD", "/?action=stopall")).status, 200);
}

TEST_F(SiteGates, ANameThatIsNotOursIsRefused) {
    const auto rebound = from_site("same-origin", "GET", "/");
    rebound->asked.host = "evil:9001";
    const HttpResponse answer = pass(rebound);
    EXPECT_EQ(answer.status, 403);
    EXPECT_TRUE(has(answer, "allowed_hosts="));
}

} // namespace
} // namespace halberd
