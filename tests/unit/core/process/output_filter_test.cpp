#include "core/process/output_filter.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace halberd {
namespace {

constexpr std::string_view Begin = "<!--XSUPERVISOR:BEGIN-->";
constexpr std::string_view End = "<!--XSUPERVISOR:END-->";

std::string tagged(std::string_view text) {
    return std::string(Begin) + std::string(text) + std::string(End);
}

class OutputFilterTest : public testing::Test {
 protected:
    OutputFilter make(OutputFilter::Options options) {
        return {options, [this](std::string_view text) { log += text; },
                [this](std::string_view text) {
                    captured.emplace_back(text);
                    log += "|";
                }};
    }
    void run(OutputFilter::Options options, const std::vector<std::string>& chunks) {
        log.clear();
        captured.clear();
        OutputFilter filter = make(options);
        for (const std::string& chunk : chunks) {
            filter.feed(chunk);
        }
        filter.finish();
    }

    // Runs the input in every way of cutting it in two, and byte by byte, and expects the same each time.
    void expect_however_cut(OutputFilter::Options options, const std::string& input, const std::string& expected_log,
                            const std::vector<std::string>& expected_captured) {
        for (std::size_t cut = 0; cut <= input.size(); ++cut) {
            run(options, {input.substr(0, cut), input.substr(cut)});
            EXPECT_EQ(log, expected_log) << "cut at " << cut;
            EXPECT_EQ(captured, expected_captured) << "cut at " << cut;
        }
        std::vector<std::string> bytes;
        for (const char byte : input) {
            bytes.emplace_back(1, byte);
        }
        run(options, bytes);
        EXPECT_EQ(log, expected_log) << "byte by byte";
        EXPECT_EQ(captured, expected_captured) << "byte by byte";
    }

    std::string log; // what belongs into the log, with "|" where a captured text was handed out
    std::vector<std::string> captured;
};

constexpr OutputFilter::Options Capture{ByteSize{100}, false};
constexpr OutputFilter::Options Strip{ByteSize{0}, true};

TEST_F(OutputFilterTest, WithoutOptionsEveryByteIsText) {
    expect_however_cut({}, tagged("x") + "\x1b[1mbold", tagged("x") + "\x1b[1mbold", {});
}

TEST_F(OutputFilterTest, TextBetweenTheTagsIsCapturedHoweverTheStreamIsCut) {
    expect_however_cut(Capture, "before" + tagged("hello\n") + "after", "before|after", {"hello\n"});
}

TEST_F(OutputFilterTest, SeveralAndEmptyCapturesComeInOrder) {
    expect_however_cut(Capture, tagged("a") + tagged("") + "x" + tagged("b"), "||x|", {"a", "", "b"});
}

TEST_F(OutputFilterTest, AlmostTagsAreText) {
    const std::string almost = "<!--XSUPERVISOR:BEGIN--<!--XSUPERVISOR:BEGUN--><<!--";
    expect_however_cut(Capture, almost, almost, {});
}

TEST_F(OutputFilterTest, ABeginTagInsideACaptureAndALoneEndTagAreText) {
    expect_however_cut(Capture, std::string(End) + tagged("a" + std::string(Begin) + "b"), std::string(End) + "|",
                       {"a" + std::string(Begin) + "b"});
}

TEST_F(OutputFilterTest, OnlyWhatMayBeginATagIsHeldBack) {
    OutputFilter filter = make(Capture);
    filter.feed("hi\n");
    EXPECT_EQ(log, "hi\n");
    filter.feed("there<!--XSUP");
    EXPECT_EQ(log, "hi\nthere");
    filter.feed("!");
    EXPECT_EQ(log, "hi\nthere<!--XSUP!");
}

TEST_F(OutputFilterTest, AtTheEndOfTheStreamHeldBackBytesAreText) {
    expect_however_cut(Capture, "last words<!--XSUPERVISOR:BEGIN--", "last words<!--XSUPERVISOR:BEGIN--", {});
}

TEST_F(OutputFilterTest, ACaptureWithoutItsEndIsKeptAsText) {
    const std::string input = "x" + std::string(Begin) + "unfinished<!--XSUPER";
    expect_however_cut(Capture, input, input, {});
}

TEST_F(OutputFilterTest, OfALongCaptureTheLastBytesAreKept) {
    const std::string digits = "0123456789";
    expect_however_cut({ByteSize{4}, false}, tagged(digits + digits), "|", {"6789"});
    expect_however_cut({ByteSize{10}, false}, tagged(digits), "|", {digits});
    expect_however_cut({ByteSize{9}, false}, tagged(digits), "|", {"123456789"});
}

TEST_F(OutputFilterTest, ControlSequencesAreRemovedHoweverTheStreamIsCut) {
    expect_however_cut(Strip, "a\x1b[1;31mred\x1b[0m b\x1b[2J\x1b[10;20Hc\x1b[?25ld", "ared bcd", {});
}

TEST_F(OutputFilterTest, AChunkRemainsOnePieceWhenSequencesAreRemoved) {
    std::vector<std::string> pieces;
    OutputFilter filter(
        Strip, [&](std::string_view text) { pieces.emplace_back(text); }, [](std::string_view) {});
    filter.feed("\x1b[31mred\x1b[0m plain\n");
    filter.feed("\x1b[0m");
    EXPECT_EQ(pieces, std::vector<std::string>{"red plain\n"});
}

TEST_F(OutputFilterTest, SequencesThatSupervisorDoesNotKnowEndAtTheirOwnLastByte) {
    expect_however_cut(Strip, "\x1b[5nHello\x1b[3~!", "Hello!", {});
}

TEST_F(OutputFilterTest, OtherEscapesPass) {
    expect_however_cut(Strip, "\x1b]0;title\x07\x1b(B\x1b\x1b[0m.", "\x1b]0;title\x07\x1b(B\x1b.", {});
}

TEST_F(OutputFilterTest, ABrokenSequenceDoesNotSwallowTheNextLine) {
    expect_however_cut(Strip, "a\x1b[31\nb", "a\nb", {});
}

TEST_F(OutputFilterTest, AnEscapeCharacterAtTheEndIsText) {
    expect_however_cut(Strip, "a\x1b", "a\x1b", {});
}

TEST_F(OutputFilterTest, CapturedTextIsStrippedToo) {
    expect_however_cut({ByteSize{100}, true}, "\x1b[1ma" + tagged("b\x1b[0mc\x1b") + "d\x1b", "a|d\x1b", {"bc\x1b"});
}

} // namespace
} // namespace halberd
