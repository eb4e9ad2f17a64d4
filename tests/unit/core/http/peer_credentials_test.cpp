#include "core/http/peer_credentials.hpp"

#include "core/base/unique_fd.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>

namespace halberd {
namespace {

using Kind = PeerRole::Kind;

TEST(PeerCredentialsOfASocket, AreThoseOfTheProcessAtTheOtherEnd) {
    int ends[2];
    ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
    const UniqueFd first(ends[0]);
    const UniqueFd second(ends[1]);
    const auto peer = peer_credentials(first.get());
    ASSERT_TRUE(peer);
    EXPECT_EQ(peer->pid, getpid());
    EXPECT_EQ(peer->uid, getuid());
    EXPECT_NE(std::find(peer->groups.begin(), peer->groups.end(), getgid()), peer->groups.end());
}

TEST(PeerCredentialsOfASocket, TheFirstRuleThatFitsCounts) {
    const PeerCredentials peer{7, 1000, {1000, 27}};
    EXPECT_EQ(role_of(peer, {}), std::nullopt);
    EXPECT_EQ(role_of(peer, {{Kind::User, 0, Role::Admin}, {Kind::Group, 0, Role::Admin}}), std::nullopt);
    EXPECT_EQ(role_of(peer, {{Kind::User, 0, Role::Admin}, {Kind::Everybody, 0, Role::Read}}), Role::Read);
    EXPECT_EQ(role_of(peer, {{Kind::Group, 27, Role::Operate}, {Kind::User, 1000, Role::Read}}), Role::Operate);
    EXPECT_EQ(role_of(peer, {{Kind::User, 1000, Role::Read}, {Kind::Group, 27, Role::Operate}}), Role::Read);
    EXPECT_EQ(to_string(peer), "unix pid 7 uid 1000");
}

} // namespace
} // namespace halberd
