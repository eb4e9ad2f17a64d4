#include "core/daemon/fcgi_sockets.hpp"

#include "tests/fakes/recording_log.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

namespace halberd {
namespace {

using testing::ElementsAre;

class FcgiSocketsTest : public testing::Test {
 protected:
    FcgiSocketsTest() {
        std::string pattern = (std::filesystem::temp_directory_path() / "halberd-fcgi-XXXXXX").string();
        folder = mkdtemp(pattern.data());
    }
    ~FcgiSocketsTest() override { std::filesystem::remove_all(folder); }

    SocketSpec spec(const std::string& program = "php") const {
        return {program, UnixSocketAddress{folder + "/x.sock", 0700, std::nullopt, std::nullopt}, std::nullopt};
    }
    bool has_file() const { return std::filesystem::exists(folder + "/x.sock"); }
    std::string creating() const { return "INFO Creating socket unix://" + folder + "/x.sock"; }
    std::string closing() const { return "INFO Closing socket unix://" + folder + "/x.sock"; }

    std::string folder;
    RecordingLog log;
    FcgiSockets sockets{log};
};

TEST_F(FcgiSocketsTest, AllTakersShareOneSocketUntilTheLastGivesItBack) {
    auto first = std::optional(*sockets.take(spec()));
    auto second = std::optional(*sockets.take(spec()));
    EXPECT_EQ(first->fd(), second->fd());
    EXPECT_THAT(log.lines, ElementsAre(creating()));
    first.reset();
    EXPECT_TRUE(has_file());
    second.reset();
    EXPECT_FALSE(has_file());
    EXPECT_THAT(log.lines, ElementsAre(creating(), closing()));
    const auto again = sockets.take(spec());
    EXPECT_TRUE(again && has_file());
}

TEST_F(FcgiSocketsTest, TheSocketListensBlocksAndIsCloseOnExec) {
    const auto share = sockets.take(spec());
    ASSERT_TRUE(share);
    int is_listening = 0;
    socklen_t size = sizeof is_listening;
    ASSERT_EQ(::getsockopt(share->fd(), SOL_SOCKET, SO_ACCEPTCONN, &is_listening, &size), 0);
    EXPECT_EQ(is_listening, 1);
    EXPECT_EQ(::fcntl(share->fd(), F_GETFL) & O_NONBLOCK, 0);
    EXPECT_NE(::fcntl(share->fd(), F_GETFD) & FD_CLOEXEC, 0);
}

TEST_F(FcgiSocketsTest, ProgramsDoNotShareASocketWithEachOther) {
    const auto first = sockets.take(spec("a"));
    const auto second = sockets.take(spec("b"));
    ASSERT_TRUE(first && second);
    EXPECT_NE(first->fd(), second->fd());
}

TEST_F(FcgiSocketsTest, ASocketThatCannotBeIsAWholeSentenceAndIsTriedAgain) {
    std::ofstream(folder + "/x.sock") << "a file";
    const auto refused = sockets.take(spec());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().message(), "Could not create FastCGI socket unix://" + folder +
                                             "/x.sock: listen on unix:" + folder +
                                             "/x.sock (the file is not a socket): File exists");
    std::filesystem::remove(folder + "/x.sock");
    EXPECT_TRUE(sockets.take(spec()));
}

TEST_F(FcgiSocketsTest, ACheckCreatesAndClosesTheSocketOrSaysWhyNot) {
    sockets.check(spec());
    EXPECT_THAT(log.lines, ElementsAre(creating(), closing()));
    EXPECT_FALSE(has_file());
    std::ofstream(folder + "/x.sock") << "a file";
    sockets.check(spec());
    EXPECT_TRUE(log.contains(LogLevel::Error, "Could not create FastCGI socket unix://" + folder));
}

TEST_F(FcgiSocketsTest, ACheckOfASocketInUseDoesNothing) {
    const auto share = sockets.take(spec());
    sockets.check(spec());
    EXPECT_TRUE(has_file());
    EXPECT_THAT(log.lines, ElementsAre(creating()));
}

} // namespace
} // namespace halberd
