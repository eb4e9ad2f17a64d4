#include "core/os/listen_socket.hpp"

#include "tests/fakes/recording_log.hpp"
#include "tests/unit/core/os/os_test_support.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>
#include <optional>

namespace halberd {
namespace {

class ListenSocketTest : public ::testing::Test {
 protected:
    std::string path() const { return folder_.file("x.sock"); }
    UnixEndpoint local(mode_t mode = 0700) const { return {path(), mode, std::nullopt, std::nullopt}; }

    static bool can_connect(const std::string& path) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::strcpy(address.sun_path, path.c_str());
        const UniqueFd client(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
        return ::connect(client.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    }

    static bool is_blocking(const ListenSocket& socket) { return (::fcntl(socket.fd(), F_GETFL) & O_NONBLOCK) == 0; }

    TempFolder folder_;
    RecordingLog log_;
};

TEST_F(ListenSocketTest, IsNonBlockingUnlessAskedAndCloseOnExec) {
    const auto usual = ListenSocket::open(InetEndpoint{"127.0.0.1", 0}, log_);
    const auto blocking = ListenSocket::open(InetEndpoint{"127.0.0.1", 0}, log_, {.is_blocking = true});
    ASSERT_TRUE(usual && blocking);
    EXPECT_FALSE(is_blocking(*usual));
    EXPECT_TRUE(is_blocking(*blocking));
    EXPECT_NE(::fcntl(blocking->fd(), F_GETFD) & FD_CLOEXEC, 0);
}

TEST_F(ListenSocketTest, TheBacklogIsTheOneAskedFor) {
    const auto socket = ListenSocket::open(local(), log_, {.backlog = 2});
    ASSERT_TRUE(socket);
    int connected = 0;
    for (int i = 0; i < 6; ++i) {
        connected += can_connect(path()) ? 1 : 0;
    }
    EXPECT_EQ(connected, 3); // Linux lets one more wait than asked for
}

TEST_F(ListenSocketTest, TheModeIsExactWhateverTheUmask) {
    const mode_t before = ::umask(0);
    ::umask(077);
    const auto socket = ListenSocket::open(local(0666), log_);
    ::umask(before);
    ASSERT_TRUE(socket);
    struct stat file {};
    ASSERT_EQ(::stat(path().c_str(), &file), 0);
    EXPECT_EQ(file.st_mode & 07777, 0666U);
}

TEST_F(ListenSocketTest, ALiveSocketIsReplacedOnlyWhenAsked) {
    const auto first = ListenSocket::open(local(), log_);
    ASSERT_TRUE(first);
    const auto refused = ListenSocket::open(local(), log_);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().errno_code, EADDRINUSE);
    const auto second = ListenSocket::open(local(), log_, {.replaces_others = true});
    ASSERT_TRUE(second) << second.error().message();
    EXPECT_TRUE(can_connect(path()));
    EXPECT_TRUE(log_.lines.empty());
}

TEST_F(ListenSocketTest, AFileThatIsNoSocketStaysInEitherCase) {
    put(path(), "somebody's");
    for (const bool replaces : {false, true}) {
        const auto refused = ListenSocket::open(local(), log_, {.replaces_others = replaces});
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().errno_code, EEXIST);
    }
    EXPECT_EQ(contents_of(path()), "somebody's");
}

TEST_F(ListenSocketTest, TheFileGoesWithTheSocketUnlessAnotherTookItsPlace) {
    auto first = std::optional(*ListenSocket::open(local(), log_));
    auto second = std::optional(*ListenSocket::open(local(), log_, {.replaces_others = true}));
    first.reset();
    EXPECT_TRUE(can_connect(path()));
    second.reset();
    EXPECT_FALSE(std::filesystem::exists(path()));
}

TEST_F(ListenSocketTest, APortInUseIsAnError) {
    const auto first = ListenSocket::open(InetEndpoint{"127.0.0.1", 0}, log_);
    ASSERT_TRUE(first);
    const auto second = ListenSocket::open(InetEndpoint{"127.0.0.1", first->port()}, log_, {.replaces_others = true});
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().errno_code, EADDRINUSE);
}

} // namespace
} // namespace halberd
