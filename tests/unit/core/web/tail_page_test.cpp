#include "tests/unit/core/web/web_fixture.hpp"

namespace halberd {
namespace {

class TailPage : public WebTest {
 protected:
    TailPage() {
        control.add("web", "web_00");
        control.logs["web:web_00 stdout"] = std::string(1024, 'a') + std::string(1023, 'b') + "<";
    }
};

TEST_F(TailPage, TheLast1024BytesAreShownEscaped) {
    const HttpResponse page = get("/tail.html?processname=web:web_00");
    EXPECT_TRUE(has(page, "<title>Halberd tail of process web:web_00</title>"));
    EXPECT_TRUE(has(page, "<pre>\n" + std::string(1023, 'b') + "&lt;</pre>"));
}

TEST_F(TailPage, MoreBytesAreShownWhenAskedFor) {
    EXPECT_TRUE(has(get("/tail.html?processname=web:web_00&limit=1025"), ">\nab"));
    EXPECT_TRUE(has(get("/tail.html?processname=web:web_00&limit=5"), "<pre>\nbb")); // at least 1024
    EXPECT_TRUE(
        has(get("/tail.html?processname=web:web_00&limit=5"), "tail.html?processname=web%3Aweb_00&amp;limit=1024"));
    EXPECT_TRUE(has(get("/tail.html?processname=web:web_00&limit=-9"), "limit=1024"));
    EXPECT_TRUE(has(get("/tail.html?processname=web:web_00&limit=99999999999"), "limit=4194304"));
}

TEST_F(TailPage, WhatIsMissingIsSaidOnThePage) {
    control.logs.clear();
    EXPECT_TRUE(has(get("/tail.html"), "No process name found"));
    EXPECT_TRUE(has(get("/tail.html?processname="), "No process name found"));
    EXPECT_TRUE(has(get("/tail.html?processname=web:web_00"), "No file for web:web_00"));
    EXPECT_TRUE(has(get("/tail.html?processname=web:*"), "ERROR: unexpected rpc fault [10] BAD_NAME: web:*"));
}

} // namespace
} // namespace halberd
