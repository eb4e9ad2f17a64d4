#include "core/web/stylesheet_handler.hpp"

#include "tests/unit/core/web/web_fixture.hpp"

namespace halberd {
namespace {

class Stylesheets : public WebTest {
 protected:
    static HttpResponse ask(const std::string& method, const std::string& path) {
        const auto exchange = request(method, path);
        StylesheetHandler().handle(exchange);
        return *exchange->answer;
    }
};

TEST_F(Stylesheets, TheSheetThatThePagesNameIsServed) {
    const std::string page = get("/").body;
    const std::string attribute = "<link rel=\"stylesheet\" href=\"";
    const auto begin = page.find(attribute) + attribute.size();
    const HttpResponse sheet = ask("GET", "/" + page.substr(begin, page.find('"', begin) - begin));
    EXPECT_EQ(sheet.status, 200);
    EXPECT_EQ(sheet.content_type, "text/css;charset=utf-8");
    EXPECT_TRUE(has(sheet, ".statusrunning"));
    EXPECT_TRUE(sheet.body.ends_with("}\n"));
}

TEST_F(Stylesheets, NothingElseIsServed) {
    EXPECT_EQ(ask("GET", "/stylesheets/").status, 404);
    EXPECT_EQ(ask("GET", "/stylesheets/../../etc/passwd").status, 404);
    EXPECT_EQ(ask("POST", "/stylesheets/halberd.css").status, 400);
}

} // namespace
} // namespace halberd
