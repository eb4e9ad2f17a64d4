#include "core/config/account_table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace halberd {
namespace {

using ::testing::Contains;

TEST(AccountTable, FindsAccountsByNameAndByNumber) {
    AccountTable accounts;
    const auto root = accounts.find("root");
    ASSERT_TRUE(root);
    EXPECT_EQ(root->uid, 0U);
    EXPECT_EQ(root->gid, 0U);
    EXPECT_THAT(root->groups, Contains(0U));
    EXPECT_EQ(*accounts.find("0"), *root);
    EXPECT_EQ(*accounts.find("root"), *root);
}

TEST(AccountTable, SaysThatThereIsNoSuchAccount) {
    AccountTable accounts;
    EXPECT_EQ(accounts.find("no-such-user").error().reason, "Invalid user name no-such-user");
    EXPECT_EQ(accounts.find("987654").error().reason, "Invalid user id 987654");
    EXPECT_EQ(accounts.find("").error().reason, "Invalid user name ");
}

TEST(AccountTable, FindsGroups) {
    EXPECT_EQ(find_group("root"), 0U);
    EXPECT_EQ(find_group("0"), 0U);
    EXPECT_EQ(find_group("no-such-group").error().reason, "Invalid group name no-such-group");
}

class OwnershipTest : public ::testing::Test {
 protected:
    ConfigEnvironment environment_;
    AccountTable accounts_;
    ValueContext context_{environment_, accounts_, "/"};
};

TEST_F(OwnershipTest, IsAUserWithOrWithoutAGroup) {
    EXPECT_EQ(parse_ownership("root", context_)->uid, 0U);
    EXPECT_FALSE(parse_ownership("root", context_)->gid);
    EXPECT_EQ(parse_ownership("root:0", context_)->gid, 0U);
    EXPECT_EQ(parse_ownership("root:x", context_).error().reason,
              "Invalid user:group definition root:x: Invalid group name x");
    EXPECT_EQ(parse_ownership("no-such-user:root", context_).error().reason,
              "Invalid user:group definition no-such-user:root: Invalid user name no-such-user");
}

TEST_F(OwnershipTest, OnlyRootMakesTheDaemonAnotherUser) {
    EXPECT_TRUE(parse_daemon_account("nobody", context_));
    environment_.user_id = 4711;
    EXPECT_EQ(parse_daemon_account("nobody", context_).error().reason,
              "Can't drop privilege as nonroot user: 'nobody' is not who runs supervisord");
    EXPECT_TRUE(parse_account("nobody", context_)); // a program fails when it starts
    environment_.user_id = (*parse_account("nobody", context_))->uid;
    EXPECT_TRUE(parse_daemon_account("nobody", context_));
}

} // namespace
} // namespace halberd
