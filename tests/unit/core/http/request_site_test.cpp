#include "core/http/request_site.hpp"

#include <gtest/gtest.h>

namespace halberd {
namespace {

using Site = RequestSite;

HttpRequest request(std::string fetch_site, std::string origin, std::string referer = "", std::string agent = "") {
    HttpRequest made;
    made.host = "box:9001";
    made.fetch_site = std::move(fetch_site);
    made.origin = std::move(origin);
    made.referer = std::move(referer);
    made.user_agent = std::move(agent);
    return made;
}

TEST(RequestSites, SecFetchSiteSaysIt) {
    for (const char* ours : {"same-origin", "none"}) {
        EXPECT_EQ(site_of(request(ours, "https://proxy"), {}), Site::Ours) << ours;
    }
    for (const char* foreign : {"cross-site", "same-site", "something-new"}) {
        EXPECT_EQ(site_of(request(foreign, "http://box:9001"), {}), Site::Foreign) << foreign;
    }
}

TEST(RequestSites, OriginIsComparedWithTheHost) {
    EXPECT_EQ(site_of(request("", "http://box:9001"), {}), Site::Ours);
    EXPECT_EQ(site_of(request("", "http://BOX:9001"), {}), Site::Ours);
    for (const char* foreign : {"http://box", "http://box:9002", "http://evil", "http://box:9001.evil", "null",
                                "box:9001", "http://evil/box:9001", "http://box:9001@evil"}) {
        EXPECT_EQ(site_of(request("", foreign), {}), Site::Foreign) << foreign;
    }
}

TEST(RequestSites, ThePortThatASchemeImpliesMayBeMissing) {
    HttpRequest asked = request("", "http://box:80");
    asked.host = "box";
    EXPECT_EQ(site_of(asked, {}), Site::Ours);
    asked = request("", "https://box");
    asked.host = "box:443";
    EXPECT_EQ(site_of(asked, {}), Site::Ours);
}

TEST(RequestSites, AProxyIsOursWhenItsNameIsAllowed) {
    const HostNames names{false, "127.0.0.1", {"Ops.example"}};
    EXPECT_EQ(site_of(request("", "https://ops.example"), names), Site::Ours);
    EXPECT_EQ(site_of(request("", "https://ops.example:8443"), names), Site::Ours);
    EXPECT_EQ(site_of(request("", "https://x.ops.example"), names), Site::Foreign);
    EXPECT_EQ(site_of(request("cross-site", "https://ops.example"), names), Site::Foreign);
}

TEST(RequestSites, AnOldBrowserTellsByTheReferer) {
    EXPECT_EQ(site_of(request("", "", "http://box:9001/index.html"), {}), Site::Ours);
    EXPECT_EQ(site_of(request("", "", "http://evil/http://box:9001/"), {}), Site::Foreign);
}

TEST(RequestSites, ABrowserThatSaysNothingIsNoScript) {
    EXPECT_EQ(site_of(request("", "", "", "Mozilla/5.0 (X11)"), {}), Site::Untold);
    for (const char* script : {"", "curl/7.88.1", "Python-xmlrpc/3.11", "Wget/1.21"}) {
        EXPECT_EQ(site_of(request("", "", "", script), {}), Site::Nobody) << script;
    }
}

TEST(RequestSites, ANameThatIsNotOursIsTold) {
    const HostNames names{true, "myhost", {"ops.example"}};
    for (const char* ours : {"", "localhost", "LOCALHOST:9001", "localhost.", "127.0.0.1:9001", "10.1.2.3",
                             "[::1]:9001", "[fe80::1]", "::1", "myhost:9001", "ops.example", "Ops.Example:80"}) {
        EXPECT_TRUE(names_this_server(ours, names)) << ours;
    }
    for (const char* foreign : {"evil", "evil:9001", "localhost.evil", "127.0.0.1.evil:9001", "[evil]",
                                "ops.example.evil", "1.2.3", "2130706433"}) {
        EXPECT_FALSE(names_this_server(foreign, names)) << foreign;
        EXPECT_TRUE(names_this_server(foreign, {})) << foreign;
    }
}

} // namespace
} // namespace halberd
