#include "core/process/line_formatter.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <cstdlib>
#include <ctime>
#include <vector>

namespace halberd {
namespace {

using namespace std::chrono_literals;

class LineFormatterTest : public testing::Test {
 protected:
    LineFormatterTest() {
        ::setenv("TZ", "CET-1", 1);
        ::tzset();
    }
    ~LineFormatterTest() override {
        ::unsetenv("TZ");
        ::tzset();
    }
    LineFormatter make(LogFormat format) {
        return {format, source, [this](std::string_view lines) {
                    EXPECT_TRUE(lines.ends_with('\n'));
                    log += lines;
                    ++outputs;
                }};
    }
    void run(LogFormat format, const std::vector<std::string>& chunks) {
        log.clear();
        LineFormatter formatter = make(format);
        for (const std::string& chunk : chunks) {
            formatter.feed(chunk, now);
        }
        formatter.finish();
    }
    std::vector<boost::json::object> objects() const {
        std::vector<boost::json::object> parsed;
        for (std::size_t begin = 0, end = 0; begin < log.size(); begin = end + 1) {
            end = log.find('\n', begin);
            parsed.push_back(boost::json::parse(log.substr(begin, end - begin)).as_object());
        }
        return parsed;
    }
    // The texts of all lines or parts, one after the other.
    std::string joined() const {
        std::string text;
        for (const boost::json::object& object : objects()) {
            text += object.at("line").as_string();
        }
        return text;
    }

    LogSource source{{"web", "web_0"}, 123, Stream::Stdout};
    WallTime now{1'795'646'448s + 123ms}; // 2026-11-25 22:40:48 UTC
    std::string log;
    int outputs = 0;
};

TEST_F(LineFormatterTest, TextHasTheTimeTheProcessAndTheStreamBeforeEachLine) {
    run(LogFormat::Text, {"one\n\ntwo\n"});
    EXPECT_EQ(log,
              "2026-11-25 23:40:48,123 web:web_0 stdout one\n"
              "2026-11-25 23:40:48,123 web:web_0 stdout \n"
              "2026-11-25 23:40:48,123 web:web_0 stdout two\n");
    source = {{"cat", "cat"}, 7, Stream::Stderr};
    run(LogFormat::Text, {"x\n"});
    EXPECT_EQ(log, "2026-11-25 23:40:48,123 cat stderr x\n");
}

TEST_F(LineFormatterTest, JsonIsAnObjectALine) {
    run(LogFormat::Json, {"say \"hi\"\t\\\n\n"});
    EXPECT_EQ(log, R"({"time":"2026-11-25T23:40:48.123+01:00","group":"web","process":"web_0","pid":123,)"
                   R"("stream":"stdout","line":"say \"hi\"\t\\"})"
                   "\n"
                   R"({"time":"2026-11-25T23:40:48.123+01:00","group":"web","process":"web_0","pid":123,)"
                   R"("stream":"stdout","line":""})"
                   "\n");
}

TEST_F(LineFormatterTest, ALineIsALineHoweverItIsCut) {
    const std::string text = "first\nsecond \xc3\xa4\n\nthird";
    for (const LogFormat format : {LogFormat::Text, LogFormat::Json}) {
        run(format, {text});
        const std::string expected = log;
        for (std::size_t cut = 0; cut <= text.size(); ++cut) {
            run(format, {text.substr(0, cut), text.substr(cut)});
            EXPECT_EQ(log, expected) << "cut at " << cut;
        }
        std::vector<std::string> bytes;
        for (const char byte : text) {
            bytes.emplace_back(1, byte);
        }
        run(format, bytes);
        EXPECT_EQ(log, expected);
    }
}

TEST_F(LineFormatterTest, ALineHasTheTimeOfItsFirstByte) {
    LineFormatter formatter = make(LogFormat::Text);
    formatter.feed("be", now);
    EXPECT_EQ(log, "") << "a line that has only begun is held back";
    formatter.feed("gun\nnext\nla", now + 2s);
    formatter.feed("st\n", now + 5s);
    EXPECT_EQ(log,
              "2026-11-25 23:40:48,123 web:web_0 stdout begun\n"
              "2026-11-25 23:40:50,123 web:web_0 stdout next\n"
              "2026-11-25 23:40:50,123 web:web_0 stdout last\n");
}

TEST_F(LineFormatterTest, TheLastLineNeedsNoNewline) {
    run(LogFormat::Text, {"the end"});
    EXPECT_EQ(log, "2026-11-25 23:40:48,123 web:web_0 stdout the end\n");
    run(LogFormat::Text, {"\n"});
    EXPECT_EQ(log, "2026-11-25 23:40:48,123 web:web_0 stdout \n");
    run(LogFormat::Text, {});
    EXPECT_EQ(log, "");
}

TEST_F(LineFormatterTest, WhatIsNotUtf8StillMakesValidJson) {
    run(LogFormat::Json, {"a\xff"
                          "b\xc3\n\xe2\x82\xac ok\n\xed\xa0\x80\n"});
    EXPECT_EQ(objects().at(0).at("line").as_string(),
              "a\xef\xbf\xbd"
              "b\xef\xbf\xbd");
    EXPECT_EQ(objects().at(1).at("line").as_string(), "\xe2\x82\xac ok");
    EXPECT_NE(objects().at(2).at("line").as_string().find("\xef\xbf\xbd"), std::string::npos);
    run(LogFormat::Json, {std::string("nul \0 bell \a", 12)});
    EXPECT_EQ(joined(), std::string("nul \0 bell \a", 12));
}

TEST_F(LineFormatterTest, AnyBytesMakeValidJson) {
    std::string bytes;
    unsigned state = 1;
    for (int i = 0; i < 100'000; ++i) {
        state = state * 1'103'515'245U + 12'345U;
        bytes += static_cast<char>(state >> 16U);
    }
    run(LogFormat::Json, {bytes.substr(0, 50'000), bytes.substr(50'000)});
    EXPECT_GT(objects().size(), 100u);
}

TEST_F(LineFormatterTest, AVeryLongLineBecomesMarkedParts) {
    const std::string text(2 * LineFormatter::LongestPart + 5, 'x');
    run(LogFormat::Text, {text + "\nshort\n"});
    const std::string prefix = "2026-11-25 23:40:48,123 web:web_0 stdout ";
    const std::string part(LineFormatter::LongestPart, 'x');
    EXPECT_TRUE(log == prefix + "[part 1] " + part + "\n" + prefix + "[part 2] " + part + "\n" + prefix +
                           "[part 3, last] xxxxx\n" + prefix + "short\n");
    run(LogFormat::Json, {text + "\nshort\n"});
    ASSERT_EQ(objects().size(), 4u);
    EXPECT_EQ(objects().at(0).at("part").as_int64(), 1);
    EXPECT_FALSE(objects().at(1).at("last").as_bool());
    EXPECT_EQ(objects().at(2).at("part").as_int64(), 3);
    EXPECT_TRUE(objects().at(2).at("last").as_bool());
    EXPECT_FALSE(objects().at(3).contains("part"));
    EXPECT_TRUE(joined() == text + "short");
}

TEST_F(LineFormatterTest, ALineOfExactlyTheLongestPartIsOne) {
    const std::string text(LineFormatter::LongestPart, 'x');
    for (const auto& chunks : {std::vector<std::string>{text + "\n"}, {text, "\n"}, {"x", text.substr(1), "\n"}}) {
        run(LogFormat::Json, chunks);
        ASSERT_EQ(objects().size(), 1u);
        EXPECT_FALSE(objects().at(0).contains("part"));
    }
}

TEST_F(LineFormatterTest, NoCharacterIsCutIntoParts) {
    for (std::size_t shift = 0; shift < 4; ++shift) {
        std::string text(shift, 'x');
        while (text.size() < 3 * LineFormatter::LongestPart) {
            text += "\xf0\x9f\x98\x80"; // four bytes
        }
        run(LogFormat::Json, {text});
        EXPECT_TRUE(joined() == text) << shift;
    }
}

TEST_F(LineFormatterTest, AnEndlessLineIsHeldBackToItsBound) {
    LineFormatter formatter = make(LogFormat::Json);
    const std::string piece(50'000, 'x');
    for (int i = 0; i < 100; ++i) {
        formatter.feed(piece, now);
    }
    EXPECT_GT(log.size(), 100 * piece.size() - LineFormatter::LongestPart);
    formatter.finish();
    EXPECT_EQ(joined().size(), 100 * piece.size());
    EXPECT_TRUE(objects().back().at("last").as_bool());
}

TEST_F(LineFormatterTest, ManyLinesAreHandedOutTogether) {
    std::string text;
    for (int i = 0; i < 500; ++i) {
        text += "short\n";
    }
    run(LogFormat::Text, {text});
    EXPECT_EQ(outputs, 1);
    run(LogFormat::Text, {std::string(65'536, '\n')});
    EXPECT_GT(outputs, 10) << "but not without bounds";
}

TEST_F(LineFormatterTest, MarksTellOfStartAndEnd) {
    EXPECT_EQ(start_mark(LogFormat::Text, source, now), "--- 2026-11-25 23:40:48,123 web:web_0 started, pid 123\n");
    EXPECT_EQ(start_mark(LogFormat::Raw, source, now), start_mark(LogFormat::Text, source, now));
    EXPECT_EQ(end_mark(LogFormat::Raw, source, now, "terminated by SIGKILL"),
              "--- 2026-11-25 23:40:48,123 web:web_0 ended: terminated by SIGKILL\n");
    EXPECT_EQ(start_mark(LogFormat::Json, source, now),
              R"({"time":"2026-11-25T23:40:48.123+01:00","group":"web","process":"web_0","pid":123,)"
              R"("stream":"stdout","mark":"started"})"
              "\n");
    EXPECT_EQ(end_mark(LogFormat::Json, source, now, "exit status 1"),
              R"({"time":"2026-11-25T23:40:48.123+01:00","group":"web","process":"web_0","pid":123,)"
              R"("stream":"stdout","mark":"ended","status":"exit status 1"})"
              "\n");
}

} // namespace
} // namespace halberd
