#include "sdk/xmlrpc/codec.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <ostream>

namespace halberd::xmlrpc {
namespace {

using testing::HasSubstr;

std::string call_with(const std::string& value) {
    return "<?xml version='1.0'?><methodCall><methodName>m</methodName><params><param>" + value +
           "</param></params></methodCall>";
}

Value decoded(const std::string& value) {
    const auto call = decode_call(call_with(value));
    if (!call) {
        ADD_FAILURE() << value << ": " << call.error();
        return {};
    }
    EXPECT_EQ(call->arguments.size(), 1U);
    return call->arguments.empty() ? Value() : call->arguments[0];
}

std::string problem_of(const std::string& value) {
    const auto call = decode_call(call_with(value));
    return call ? "no problem" : call.error();
}

struct Accepted {
    const char* xml;
    Value value;

    friend void PrintTo(const Accepted& accepted, std::ostream* out) { *out << accepted.xml; }
};

class DecoderAccepts : public testing::TestWithParam<Accepted> {};

TEST_P(DecoderAccepts, Value) {
    EXPECT_EQ(decoded(GetParam().xml), GetParam().value);
}

INSTANTIATE_TEST_SUITE_P(
    , DecoderAccepts,
    testing::Values(
        Accepted{"<value><int>5</int></value>", 5}, Accepted{"<value><i4> -5\n</i4></value>", -5},
        Accepted{"<value><i8>9223372036854775807</i8></value>", std::int64_t{9223372036854775807}},
        Accepted{"<value><int>+7</int></value>", 7}, Accepted{"<value><boolean>1</boolean></value>", true},
        Accepted{"<value><boolean>0</boolean></value>", false}, Accepted{"<value><double>1.5</double></value>", 1.5},
        Accepted{"<value><double>-1e-3</double></value>", -0.001}, Accepted{"<value><string>x</string></value>", "x"},
        Accepted{"<value><string/></value>", ""}, Accepted{"<value><string> </string></value>", " "},
        Accepted{"<value>untyped</value>", "untyped"}, Accepted{"<value> x </value>", " x "},
        Accepted{"<value></value>", ""}, Accepted{"<value/>", ""},
        Accepted{"\n<value>\n  <string>x</string>\n</value>\n", "x"},
        Accepted{"<value><string>a&lt;b&amp;c&#x41;&#228;</string></value>", "a<b&cAä"},
        Accepted{"<value><string><![CDATA[<a> & ]]]></string></value>", "<a> & ]"},
        Accepted{"<value><string>a<![CDATA[ b]]> c<!-- no -->d</string></value>", "a b cd"},
        Accepted{"<value><string>one\r\ntwo</string></value>", "one\ntwo"},
        Accepted{"<value><string>one&#13;\ntwo</string></value>", "one\r\ntwo"},
        Accepted{"<value><nil/></value>", Value()}, Accepted{"<value><ex:nil/></value>", Value()},
        Accepted{"<value><dateTime.iso8601> 20260101T00:00:00 </dateTime.iso8601></value>",
                 DateTime{"20260101T00:00:00"}},
        Accepted{"<value><base64>\nZm9v\nYmFy\n</base64></value>", Binary{"foobar"}},
        Accepted{"<value><array><data><value><int>1</int></value>\n<value>b</value></data></array></value>",
                 Array{1, "b"}},
        Accepted{"<value><array><data/></array></value>", Array{}},
        Accepted{"<value><struct><member><name>a</name><value>1</value></member>\n"
                 "<member>\n<name>b</name>\n<value><array><data></data></array></value></member></struct></value>",
                 Struct{{"a", "1"}, {"b", Array{}}}},
        Accepted{"<value><struct/></value>", Struct{}}));

TEST(Decoder, ReadsNoNumberAsNotANumber) {
    const Value value = decoded("<value><double>nan</double></value>");
    ASSERT_TRUE(value.is<double>());
    EXPECT_TRUE(std::isnan(*value.get<double>()));
}

TEST(Decoder, OfMembersWithTheSameNameTheLastCounts) {
    const Value value = decoded(
        "<value><struct><member><name>a</name><value>1</value></member>"
        "<member><name>a</name><value>2</value></member></struct></value>");
    ASSERT_NE(value.member("a"), nullptr);
    EXPECT_EQ(*value.member("a"), Value("2"));
    EXPECT_EQ(value.member("b"), nullptr);
}

TEST(Decoder, CallWithoutParamsHasNoArguments) {
    for (const char* xml : {"<methodCall><methodName>system.listMethods</methodName></methodCall>",
                            "<methodCall>\n<methodName>system.listMethods</methodName>\n<params/></methodCall>",
                            "\xEF\xBB\xBF<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- hello --><methodCall>"
                            "<methodName>system.listMethods</methodName><params></params></methodCall>"}) {
        const auto call = decode_call(xml);
        ASSERT_TRUE(call) << xml << ": " << call.error();
        EXPECT_EQ(call->method, "system.listMethods");
        EXPECT_TRUE(call->arguments.empty());
    }
}

TEST(Decoder, ReadsLatin1WhenTheDocumentSaysSo) {
    const auto call = decode_call(
        "<?xml version='1.0' encoding='iso-8859-1'?><methodCall><methodName>m</methodName>"
        "<params><param><value>caf\xE9</value></param></params></methodCall>");
    ASSERT_TRUE(call);
    EXPECT_EQ(call->arguments, Array{"café"});
}

TEST(Decoder, SaysWhatIsWrongWithAValue) {
    EXPECT_THAT(problem_of("<value><int>x</int></value>"), HasSubstr("'x' is no valid <int>"));
    EXPECT_THAT(problem_of("<value><int>1.0</int></value>"), HasSubstr("<int>"));
    EXPECT_THAT(problem_of("<value><int></int></value>"), HasSubstr("<int>"));
    EXPECT_THAT(problem_of("<value><i8>9223372036854775808</i8></value>"), HasSubstr("<i8>"));
    EXPECT_THAT(problem_of("<value><boolean>2</boolean></value>"), HasSubstr("<boolean>"));
    EXPECT_THAT(problem_of("<value><double>1,5</double></value>"), HasSubstr("<double>"));
    EXPECT_THAT(problem_of("<value><base64>?</base64></value>"), HasSubstr("<base64>"));
    EXPECT_THAT(problem_of("<value><complex>1</complex></value>"), HasSubstr("unknown type <complex>"));
    EXPECT_THAT(problem_of("<value><int>1</int><int>2</int></value>"), HasSubstr("more than one element"));
    EXPECT_THAT(problem_of("<value><array/></value>"), HasSubstr("<array> holds no <data>"));
    EXPECT_THAT(problem_of("<int>1</int>"), HasSubstr("<param> holds no <value>"));
    EXPECT_THAT(problem_of("<value><struct><member><value>1</value></member></struct></value>"),
                HasSubstr("holds no <name>"));
    EXPECT_THAT(problem_of("<value><struct><member><name>a</name></member></struct></value>"),
                HasSubstr("<member> holds no <value>"));
}

TEST(Decoder, RefusesDatesThatThereAreNot) {
    for (const char* date : {"", "yesterday", "20260101", "2026-01-01T00:00:00", "20260101T00:00:00Z",
                             "20260001T00:00:00", "20261301T00:00:00", "20260431T00:00:00", "20250229T00:00:00",
                             "20260101T24:00:00", "20260101T00:60:00", "20260101T00:00:60"}) {
        EXPECT_THAT(problem_of(std::string("<value><dateTime.iso8601>") + date + "</dateTime.iso8601></value>"),
                    HasSubstr("is no valid <dateTime.iso8601>"))
            << date;
    }
    EXPECT_EQ(problem_of("<value><dateTime.iso8601>20240229T23:59:59</dateTime.iso8601></value>"), "no problem");
}

TEST(Decoder, BlanksAroundTheNameOfAMethodBelongToIt) {
    const auto call = decode_call("<methodCall><methodName> a\n</methodName></methodCall>");
    ASSERT_TRUE(call);
    EXPECT_EQ(call->method, " a\n");
}

std::string nested_arrays(int depth) {
    std::string xml;
    for (int i = 0; i < depth; ++i) {
        xml += "<value><array><data>";
    }
    for (int i = 0; i < depth; ++i) {
        xml += "</data></array></value>";
    }
    return xml;
}

TEST(Decoder, LimitsNestingTo64Levels) {
    EXPECT_EQ(problem_of(nested_arrays(64)), "no problem");
    EXPECT_THAT(problem_of(nested_arrays(65)), HasSubstr("64 levels"));
    EXPECT_THAT(problem_of(nested_arrays(10000)), HasSubstr("64 levels"));
}

TEST(Decoder, LimitsTheTagsOfACallButNotOfAResponse) {
    std::string values;
    for (int i = 0; i < 100'000; ++i) {
        values += "<value/>";
    }
    const std::string array = "<value><array><data>" + values + "</data></array></value>";
    EXPECT_THAT(problem_of(array), HasSubstr("100000 tags"));
    EXPECT_TRUE(decode_response("<methodResponse><params><param>" + array + "</param></params></methodResponse>"));
}

TEST(Decoder, RefusesBrokenDocuments) {
    for (const char* xml :
         {"", " ", "no xml", "<methodCall>", "<methodCall><methodName>m</methodName></wrong>", "<methodCall/>",
          "<methodCall><methodName></methodName></methodCall>", "<methodResponse/>", "<?xml version='1.0'?>",
          "<methodCall><methodName>m</methodName><params><param><value><string>cut"}) {
        EXPECT_FALSE(decode_call(xml)) << xml;
    }
    EXPECT_FALSE(decode_call(std::string_view("<methodCall><methodName>a\0b</methodName></methodCall>", 53)));
}

TEST(Decoder, RefusesADocumentTypeDeclarationAndSoEntityBombs) {
    const auto call = decode_call(
        "<?xml version='1.0'?><!DOCTYPE lolz [<!ENTITY lol 'lol'>]>"
        "<methodCall><methodName>&lol;</methodName></methodCall>");
    ASSERT_FALSE(call);
    EXPECT_THAT(call.error(), HasSubstr("document type declaration"));
}

TEST(Decoder, RoundTripsACall) {
    const Call call{"halberd.test",
                    {Value(), true, 1, std::int64_t{1} << 40, 0.1, "a<&>\r\n\t\"ü", DateTime{"20260101T00:00:00"},
                     Binary{std::string("\0\xFF", 2)}, Array{Array{}, 1}, Struct{{"", ""}, {"k", Struct{}}}}};
    const auto decoded_call = decode_call(encode_call(call));
    ASSERT_TRUE(decoded_call) << decoded_call.error();
    EXPECT_EQ(decoded_call->method, call.method);
    EXPECT_EQ(decoded_call->arguments, call.arguments);
}

TEST(Decoder, RoundTripsResponsesAndFaults) {
    const auto value = decode_response(encode_response(Array{"x", 1}));
    ASSERT_TRUE(value);
    EXPECT_EQ(*value, Value(Array{"x", 1}));

    const auto fault = decode_response(encode_fault({10, "BAD_NAME: <x>"}));
    ASSERT_FALSE(fault);
    ASSERT_TRUE(std::holds_alternative<FaultReply>(fault.error()));
    EXPECT_EQ(std::get<FaultReply>(fault.error()).code, 10);
    EXPECT_EQ(std::get<FaultReply>(fault.error()).text, "BAD_NAME: <x>");
}

TEST(Decoder, RefusesResponsesWithoutAValue) {
    for (const char* xml : {"<methodResponse/>", "<methodResponse><params/></methodResponse>", "<html><body/></html>",
                            "<methodResponse><fault><value>x</value></fault></methodResponse>"}) {
        const auto value = decode_response(xml);
        ASSERT_FALSE(value) << xml;
        EXPECT_TRUE(std::holds_alternative<std::string>(value.error())) << xml;
    }
}

} // namespace
} // namespace halberd::xmlrpc
