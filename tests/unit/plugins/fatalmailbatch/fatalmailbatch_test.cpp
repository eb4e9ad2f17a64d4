// The plugin behind its C table.

#include "sdk/testing/fake_host.hpp"
#include "sdk/testing/test_event.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace halberd {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::MatchesRegex;

class FatalmailbatchTest : public testing::Test {
 protected:
    FatalmailbatchTest() {
        std::string name = testing::TempDir() + "halberd-fatalmailbatch-XXXXXX";
        folder = ::mkdtemp(name.data());
    }
    ~FatalmailbatchTest() override { std::filesystem::remove_all(folder); }

    // Starts it with mails into a file, each ended by "\n--\n".
    void start(std::vector<std::string> arguments = {}) {
        const std::string file = (folder / "mails").string();
        arguments.insert(arguments.begin(), {"-t", "ops@example.com", "-f", "halberd@example.com", "--sendmail_program",
                                             "cat >> " + file + "; echo >> " + file + "; echo -- >> " + file});
        const auto started = host.start(arguments);
        EXPECT_TRUE(started) << started.error();
    }
    void send(const test::TestEvent& event) { EXPECT_EQ(host.send(event).kind(), Result::Kind::Ok); }
    void tick(int seconds = 60) { send(test::tick(std::chrono::seconds(seconds), {})); }
    std::string mails() const {
        std::ifstream file(folder / "mails");
        return {std::istreambuf_iterator<char>(file), {}};
    }

    std::filesystem::path folder;
    test::FakeHost host;
};

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
