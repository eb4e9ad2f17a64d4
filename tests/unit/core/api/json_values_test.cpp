#include "core/api/json_values.hpp"

#include "tests/unit/core/api/api_fixture.hpp"

namespace halberd {
namespace {

namespace json = boost::json;

TEST(JsonTextTest, WhatIsNotUtf8BecomesAReplacementCharacter) {
    EXPECT_EQ(json_text("d\xC3\xBCrr \xFF."), "d\xC3\xBCrr \xEF\xBF\xBD.");
    EXPECT_EQ(json_text("cut \xC3"), "cut \xEF\xBF\xBD");
}

TEST(JsonBytesTest, BytesKeepWhatTheyAre) {
    EXPECT_EQ(json::serialize(bytes_to_json("a\nb")), R"({"encoding":"utf-8","data":"a\nb"})");
    EXPECT_EQ(json::serialize(bytes_to_json("\xFF\x01")), R"({"encoding":"base64","data":"/wE="})");
}

TEST(JsonValueTest, AnyValueOfXmlRpcHasOneOfJson) {
    const xmlrpc::Value value(xmlrpc::Struct{{"i", 5},
                                             {"d", 0.5},
                                             {"b", true},
                                             {"n", xmlrpc::Value()},
                                             {"x", xmlrpc::Binary{"\xFF"}},
                                             {"t", xmlrpc::DateTime{"20261123T14:58:08"}},
                                             {"a", xmlrpc::Array{"p", xmlrpc::Struct{}}}});
    EXPECT_EQ(json::serialize(to_json(value)),
              R"({"i":5,"d":5E-1,"b":true,"n":null,"x":"/w==","t":"20261123T14:58:08","a":["p",{}]})");
}

TEST(JsonEventTest, TheFirstLineOfAPayloadIsTakenApart) {
    const EventFeed::Entry entry{7, WallTime(std::chrono::milliseconds(1'795'458'965'250)), "PROCESS_LOG_STDOUT",
                                 "processname:web groupname:web pid:12 channel:stdout\nGET /a:b"};
    setenv("TZ", "UTC", 1);
    tzset();
    const json::object made = to_json(entry);
    EXPECT_EQ(json::serialize(made.at("fields")),
              R"({"processname":"web","groupname":"web","pid":"12","channel":"stdout"})");
    EXPECT_EQ(made.at("payload").as_string(), entry.payload);
    EXPECT_EQ(made.at("happened").as_double(), 1'795'458'965.25);
    EXPECT_EQ(made.at("happened_at").as_string(), "2026-11-23T18:36:05.250+00:00");
}

} // namespace
} // namespace halberd
