// The document that is served and the table of routes say the same.

#include "core/api/route.hpp"
#include "tests/unit/core/api/api_fixture.hpp"

#include <algorithm>
#include <cctype>
#include <set>

namespace halberd {
namespace {

class OpenApiTest : public ApiTest {
 protected:
    static std::string upper(std::string text) {
        std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::toupper(c); });
        return text;
    }
};

TEST_F(OpenApiTest, EachOperationIsDescribedAndEachDescriptionIsOfOne) {
    ask("GET", "/openapi.json");
    std::set<std::string> described;
    for (const auto& [path, item] : answer.at("paths").as_object()) {
        for (const auto& [method, operation] : item.as_object()) {
            if (method != "parameters") {
                described.insert(upper(std::string(method)) + " " + std::string(path));
                EXPECT_TRUE(operation.as_object().contains("operationId")) << path;
            }
        }
    }
    std::set<std::string> routed;
    for (const Route& route : all_api_routes()) {
        routed.insert(std::string(route.method) + " " + std::string(route.path));
    }
    EXPECT_EQ(described, routed);
}

} // namespace
} // namespace halberd
