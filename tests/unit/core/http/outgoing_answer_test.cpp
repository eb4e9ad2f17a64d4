#include "core/http/outgoing_answer.hpp"

#include <gtest/gtest.h>

#include <string>

namespace halberd {
namespace {

using Progress = OutgoingAnswer::Progress;

class OutgoingAnswers : public ::testing::Test {
 protected:
    static HttpResponse response(std::string body) {
        HttpResponse made;
        made.body = std::move(body);
        return made;
    }

    // What there is to be written, and was.
    std::string take() {
        std::string bytes;
        do {
            const auto [first, second] = answer.next();
            bytes.append(first).append(second);
            progress = answer.sent(first.size() + second.size());
        } while (progress == Progress::Unsent);
        return bytes;
    }
    static std::string body_of(const std::string& bytes) { return bytes.substr(bytes.find("\r\n\r\n") + 4); }

    OutgoingAnswer answer;
    Progress progress = Progress::Unsent;
};

TEST_F(OutgoingAnswers, AWholeOneIsCompleteWhenAllIsWritten) {
    const std::size_t size = answer.begin(response("abc"), {});
    const auto [first, second] = answer.next();
    EXPECT_EQ(first.size() + second.size(), size);
    EXPECT_EQ(answer.sent(size - 1), Progress::Unsent);
    EXPECT_EQ(take(), "c");
    EXPECT_EQ(progress, Progress::Complete);
}

TEST_F(OutgoingAnswers, ForHeadTheBodyIsLeftOutButItsSizeTold) {
    answer.begin(response("abc"), {1, false, true});
    const std::string bytes = take();
    EXPECT_NE(bytes.find("Content-Length: 3\r\n"), std::string::npos);
    EXPECT_EQ(body_of(bytes), "");
}

TEST_F(OutgoingAnswers, AStreamWaitsForMoreUntilItsEnd) {
    answer.begin_stream(response("a"), {});
    EXPECT_EQ(body_of(take()), "1\r\na\r\n");
    EXPECT_EQ(progress, Progress::Waits);
    answer.add("bc");
    EXPECT_EQ(answer.backlog(), 7U);
    EXPECT_EQ(take(), "2\r\nbc\r\n");
    answer.finish();
    EXPECT_EQ(take(), "0\r\n\r\n");
    EXPECT_EQ(progress, Progress::Complete);
}

TEST_F(OutgoingAnswers, AStreamForHttp10HasNoChunks) {
    answer.begin_stream(response("a"), {0, false, false});
    answer.add("b");
    answer.finish();
    EXPECT_EQ(body_of(take()), "ab");
    EXPECT_EQ(progress, Progress::Complete);
}

TEST_F(OutgoingAnswers, AStreamThatIsGivenUpEndsWithWhatIsThere) {
    answer.begin_stream(response("a"), {});
    answer.give_up();
    EXPECT_EQ(answer.kind(), OutgoingAnswer::Kind::LastOfStream);
    EXPECT_EQ(body_of(take()), "1\r\na\r\n");
    EXPECT_EQ(progress, Progress::Complete);
}

TEST_F(OutgoingAnswers, TheInterimAnswerIsComplete) {
    answer.begin_interim();
    EXPECT_EQ(take(), "HTTP/1.1 100 Continue\r\n\r\n");
    EXPECT_EQ(progress, Progress::Complete);
}

} // namespace
} // namespace halberd
