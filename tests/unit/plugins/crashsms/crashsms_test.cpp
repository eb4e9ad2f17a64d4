// The plugin behind its C table.

#include "sdk/testing/test_event.hpp"
#include "tests/unit/plugins/shared/batch/batch_fixture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

namespace halberd {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::StartsWith;

class CrashsmsTest : public BatchTool {};

TEST_F(CrashsmsTest, AllOfAnIntervalIsOneMessageWithoutASubject) {
    start();
    send(test::process_exited("foo", "g", false, 11));
    send(test::process_exited("calm", "g", true, 12));
    send(test::process_exited("bar", "bar", false, 13));
    tick();
    EXPECT_THAT(mails(), MatchesRegex("To: ops@example.com\nSubject: \n\n"
                                      ".g:foo..11. exited unexpectedly 20..-..-.. ..:..:..,...\n"
                                      ".bar:bar..13. exited unexpectedly 20..-..-.. ..:..:..,...\n--\n"));
    EXPECT_THAT(host.log(), ElementsAre(StartsWith("[g:foo](11) exited unexpectedly 20"), StartsWith("[bar:bar](13) "),
                                        "crashsms: mail to ops@example.com handed to cat"));
}

TEST_F(CrashsmsTest, AGatewayByHttpIsInPlaceOfAMail) {
    const std::vector<std::string> numbers = {"-t", "+15551,+15552", "-f", "+15550"};
    const auto refusal = [&](std::vector<std::string> arguments) {
        arguments.insert(arguments.end(), numbers.begin(), numbers.end());
        const auto started = host.start(arguments);
        return started ? "was started" : started.error();
    };
    EXPECT_EQ(refusal({"--sms-url", "http://127.0.0.1:1/"}), "was started");
    EXPECT_THAT(refusal({"--sms-url", "http://x", "-H", "x"}), HasSubstr("give one of them"));
    EXPECT_THAT(refusal({"--sms-url", "http://x", "--sms-url-file", "x"}), HasSubstr("give one of them"));
    EXPECT_THAT(refusal({"--sms-template", "x"}), HasSubstr("--sms-template goes with --sms-url"));
    EXPECT_THAT(refusal({"--sms-url", "http://x", "--sms-template", "x={y}"}),
                HasSubstr("there is no {y}, but {from} "));
    EXPECT_THAT(refusal({"--sms-url-file", "/no/such/file"}), HasSubstr("/no/such/file can't be read"));
}

} // namespace
} // namespace halberd
