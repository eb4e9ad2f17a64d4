#include "sdk/mail/maildir.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

namespace halberd::mail {
namespace {

namespace fs = std::filesystem;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

class MaildirTest : public testing::Test {
 protected:
    MaildirTest() {
        std::string name = testing::TempDir() + "halberd-maildir-XXXXXX";
        folder = ::mkdtemp(name.data());
    }
    ~MaildirTest() override { fs::remove_all(folder); }

    static Message message() { return {"halberd@example.com", {"ops@example.com"}, "foo crashed", "It did."}; }

    static std::string content(const fs::path& path) {
        std::ifstream file(path);
        return {std::istreambuf_iterator<char>(file), {}};
    }

    fs::path folder;
};

TEST_F(MaildirTest, FoldersAreMadeForTheOwnerAlone) {
    ASSERT_TRUE(Maildir::open(folder / "deep/alerts/"));
    for (const char* part : {"", "tmp", "new", "cur"}) {
        struct stat status {};
        ASSERT_EQ(::stat((folder / "deep/alerts" / part).c_str(), &status), 0) << part;
        EXPECT_EQ(status.st_mode & 07777U, 0700U) << part;
    }
}

TEST_F(MaildirTest, AMessageAppearsInNewWhole) {
    const auto where = Maildir::open(folder / "alerts").value()->send(message());
    ASSERT_TRUE(where) << where.error();
    ASSERT_THAT(*where, StartsWith("delivered to " + (folder / "alerts/new/").string()));
    const fs::path path = where->substr(std::string("delivered to ").size());
    EXPECT_THAT(content(path), HasSubstr("\nTo: ops@example.com\nSubject: foo crashed\n"));
    EXPECT_THAT(content(path), EndsWith("\n\nIt did.\n"));
    EXPECT_EQ(fs::status(path).permissions(), fs::perms(0600));
    EXPECT_TRUE(fs::is_empty(folder / "alerts/tmp"));
}

TEST_F(MaildirTest, EveryMessageHasANameOfItsOwn) {
    const auto maildir = Maildir::open(folder).value();
    std::set<std::string> places;
    for (int i = 0; i < 20; ++i) {
        places.insert(maildir->send(message()).value());
    }
    EXPECT_EQ(places.size(), 20u);
    EXPECT_EQ(std::distance(fs::directory_iterator(folder / "new"), fs::directory_iterator()), 20);
}

TEST_F(MaildirTest, AFolderThatExistsIsTaken) {
    ASSERT_TRUE(Maildir::open(folder));
    EXPECT_TRUE(Maildir::open(folder));
}

TEST_F(MaildirTest, AFolderThatCantBeMadeIsNamed) {
    std::ofstream(folder / "file") << "x";
    const auto maildir = Maildir::open(folder / "file/alerts");
    ASSERT_FALSE(maildir);
    EXPECT_THAT(maildir.error(), HasSubstr((folder / "file/alerts").string() + ": Not a directory"));
    EXPECT_THAT(Maildir::open(folder / "file").error(), HasSubstr("/file: File exists"));
    EXPECT_FALSE(Maildir::open(""));
}

TEST_F(MaildirTest, AFailedDeliveryNamesTheFileAndLeavesNothing) {
    const auto maildir = Maildir::open(folder).value();
    fs::remove_all(folder / "new");
    const auto where = maildir->send(message());
    ASSERT_FALSE(where);
    EXPECT_THAT(where.error(), HasSubstr(folder / "new/"));
    EXPECT_THAT(where.error(), EndsWith("No such file or directory"));
    EXPECT_TRUE(fs::is_empty(folder / "tmp"));
}

TEST_F(MaildirTest, ABadAddressIsRefused) {
    Message bad = message();
    bad.to = {"Ops ops@example.com"};
    EXPECT_FALSE(Maildir::open(folder).value()->send(bad));
}

} // namespace
} // namespace halberd::mail
