// The plugin behind its C table.

#include "sdk/testing/test_event.hpp"
#include "tests/unit/plugins/shared/batch/batch_fixture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

namespace halberd {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::MatchesRegex;

class FatalmailbatchTest : public BatchTool {};

TEST_F(FatalmailbatchTest, AllOfAnIntervalIsOneMailInSuperlancesWords) {
    start();
    send(test::process_fatal("foo", "g"));
    send(test::process_exited("crashed", "g", false));
    send(test::process_fatal("bar", "bar"));
    tick();
    EXPECT_THAT(mails(),
                MatchesRegex("To: ops@example.com\nSubject: Fatal start alert from supervisord\n\n"
                             "20..-..-.. ..:..:..,... -- Process g:foo failed to start too many times\n"
                             "20..-..-.. ..:..:..,... -- Process bar:bar failed to start too many times\n--\n"));
    EXPECT_THAT(host.log(), ElementsAre(EndsWith("g:foo failed to start too many times"),
                                        EndsWith("bar:bar failed to start too many times"),
                                        "fatalmailbatch: mail to ops@example.com handed to cat"));
}

} // namespace
} // namespace halberd
