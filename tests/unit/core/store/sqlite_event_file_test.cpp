#include "core/store/sqlite_event_file.hpp"

#include "core/base/error.hpp"
#include "core/store/event_file_library.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>

namespace halberd {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

PoolEvent event(std::uint64_t serial, std::string payload = "p") {
    return {0, serial, "TICK_5", std::move(payload), WallTime(std::chrono::microseconds(1234567))};
}

class SqliteEventFileTest : public testing::Test {
 protected:
    SqliteEventFileTest() {
        std::string pattern = fs::temp_directory_path() / "event_file_XXXXXX";
        folder_ = ::mkdtemp(pattern.data());
        path_ = folder_ + "/q.events";
    }
    ~SqliteEventFileTest() override { fs::remove_all(folder_); }

    static EventBatch batch(std::vector<PoolEvent> appended, std::vector<std::uint64_t> removed = {},
                            std::uint64_t next = 0, bool is_last = false) {
        return {std::move(appended), std::move(removed), next, is_last};
    }
    std::vector<std::uint64_t> serials_of(const EventStore::Contents& contents) {
        std::vector<std::uint64_t> serials;
        for (const PoolEvent& one : contents.events) {
            serials.push_back(one.pool_serial);
        }
        return serials;
    }
    std::string reason_of_open() {
        SqliteEventFile file(path_);
        const auto opened = file.open();
        return opened ? "opened" : opened.error().reason;
    }
    void write_text(const std::string& text) { std::ofstream(path_, std::ios::trunc) << text; }

    std::string folder_;
    std::string path_;
};

TEST_F(SqliteEventFileTest, IsMadeForItsOwnerAlone) {
    SqliteEventFile file(path_);
    const auto contents = file.open();
    ASSERT_TRUE(contents) << contents.error().reason;
    EXPECT_THAT(contents->events, IsEmpty());
    EXPECT_EQ(contents->next_pool_serial, 0u);
    EXPECT_EQ(contents->id.size(), 16u);
    ASSERT_TRUE(file.write(batch({event(0)}, {}, 1)));
    for (const auto& entry : fs::directory_iterator(folder_)) {
        struct stat status {};
        ASSERT_EQ(::stat(entry.path().c_str(), &status), 0);
        EXPECT_EQ(status.st_mode & 0777, 0600u) << entry.path();
    }
    EXPECT_GT(file.disk_bytes(), 0u);
}

TEST_F(SqliteEventFileTest, HasEverythingAgainInOrderAfterItWasClosed) {
    const std::string binary("a\0\n\xff", 4);
    {
        SqliteEventFile file(path_);
        ASSERT_TRUE(file.open());
        ASSERT_TRUE(file.write(batch({event(1, "a"), event(2, binary), event(3, "")}, {}, 4)));
        ASSERT_TRUE(file.write(batch({event(4, "d")}, {1, 77}, 5, true)));
    }
    SqliteEventFile file(path_);
    const auto contents = file.open();
    ASSERT_TRUE(contents);
    EXPECT_THAT(serials_of(*contents), ElementsAre(2, 3, 4));
    EXPECT_EQ(contents->events[0].payload, binary);
    EXPECT_EQ(contents->events[0].name, "TICK_5");
    EXPECT_EQ(contents->events[0].at, WallTime(std::chrono::microseconds(1234567)));
    EXPECT_EQ(contents->events[1].payload, "");
    EXPECT_EQ(contents->next_pool_serial, 5u);
}

TEST_F(SqliteEventFileTest, GoesOnWithAGapAfterALifeThatDidNotCloseIt) {
    std::string id;
    {
        SqliteEventFile file(path_);
        id = file.open()->id;
        ASSERT_TRUE(file.write(batch({event(1)}, {}, 2)));
    }
    SqliteEventFile file(path_);
    const auto contents = file.open();
    ASSERT_TRUE(contents);
    EXPECT_THAT(serials_of(*contents), ElementsAre(1));
    EXPECT_EQ(contents->next_pool_serial, 1'000'002u);
    EXPECT_EQ(contents->id, id);
}

TEST_F(SqliteEventFileTest, ABatchThatIsWrittenTwiceDoesNoHarm) {
    SqliteEventFile file(path_);
    ASSERT_TRUE(file.open());
    for (int i = 0; i < 2; ++i) {
        ASSERT_TRUE(file.write(batch({event(1), event(2)}, {0}, 3)));
    }
    EXPECT_THAT(serials_of(*file.open()), ElementsAre(1, 2));
}

TEST_F(SqliteEventFileTest, SurvivesSigkillAtAnyMoment) {
    for (int round = 0; round < 10; ++round) {
        const pid_t child = ::fork();
        ASSERT_GE(child, 0);
        if (child == 0) {
            SqliteEventFile file(path_);
            const auto contents = file.open();
            std::uint64_t serial = contents ? contents->next_pool_serial : 0;
            while (contents && file.write(batch({event(serial)}, {serial - 3}, serial + 1))) {
                ++serial;
            }
            ::_exit(1);
        }
        ::usleep(static_cast<useconds_t>(20'000 + 7'000 * round));
        ::kill(child, SIGKILL);
        int status = 0;
        ::waitpid(child, &status, 0);
        ASSERT_TRUE(WIFSIGNALED(status));
    }
    SqliteEventFile file(path_);
    const auto contents = file.open();
    ASSERT_TRUE(contents) << contents.error().reason;
    EXPECT_LE(contents->events.size(), 30u);
}

TEST_F(SqliteEventFileTest, OfAnotherProcessIsInUse) {
    int ready[2];
    ASSERT_EQ(::pipe(ready), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        SqliteEventFile file(path_);
        static_cast<void>(file.open());
        static_cast<void>(::write(ready[1], "x", 1));
        ::pause();
        ::_exit(0);
    }
    char byte = 0;
    ASSERT_EQ(::read(ready[0], &byte, 1), 1);
    EXPECT_EQ(reason_of_open(),
              path_ + " is in use by another process, such as a second supervisord; name another delivery_file=");
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    EXPECT_EQ(reason_of_open(), "opened");
}

TEST_F(SqliteEventFileTest, OfAnotherPoolOfThisProcessIsInUseUntilThatClosesIt) {
    auto first = std::make_unique<SqliteEventFile>(path_);
    ASSERT_TRUE(first->open());
    EXPECT_THAT(reason_of_open(), HasSubstr("is in use"));
    ASSERT_TRUE(first->write(batch({event(1)}, {}, 2))) << "its locks are still there";
    EXPECT_THAT(reason_of_open(), HasSubstr("is in use"));
    first.reset();
    EXPECT_EQ(reason_of_open(), "opened");
}

TEST_F(SqliteEventFileTest, NoQueueIsLeftAlone) {
    const std::string text(5000, 'x');
    write_text(text);
    EXPECT_EQ(reason_of_open(),
              path_ + " is no queue of events; move it away, and a new one is made, or name another file");
    EXPECT_EQ(fs::file_size(path_), text.size());
    fs::remove(path_);
    sqlite3* other = nullptr;
    ASSERT_EQ(sqlite3_open(path_.c_str(), &other), SQLITE_OK);
    sqlite3_exec(other, "CREATE TABLE somebody (x)", nullptr, nullptr, nullptr);
    sqlite3_close(other);
    const auto before = fs::last_write_time(path_);
    EXPECT_THAT(reason_of_open(), HasSubstr("is no queue of events"));
    EXPECT_EQ(fs::last_write_time(path_), before);
    fs::remove(path_);
    fs::create_symlink("/etc/passwd", path_);
    EXPECT_THAT(reason_of_open(), HasSubstr("is no queue of events"));
}

TEST_F(SqliteEventFileTest, OfANewerHalberdIsLeftAlone) {
    { ASSERT_TRUE(SqliteEventFile(path_).open()); }
    sqlite3* other = nullptr;
    ASSERT_EQ(sqlite3_open(path_.c_str(), &other), SQLITE_OK);
    sqlite3_exec(other, "PRAGMA user_version = 2", nullptr, nullptr, nullptr);
    sqlite3_close(other);
    EXPECT_THAT(reason_of_open(), HasSubstr("was made by a newer Halberd"));
}

TEST_F(SqliteEventFileTest, ThatIsDamagedIsNamed) {
    {
        SqliteEventFile file(path_);
        ASSERT_TRUE(file.open());
        for (std::uint64_t serial = 0; serial < 200; ++serial) {
            ASSERT_TRUE(file.write(batch({event(serial, std::string(500, 'x'))}, {}, serial + 1)));
        }
        ASSERT_TRUE(file.write(batch({}, {}, 200, true)));
    }
    std::fstream damage(path_, std::ios::in | std::ios::out | std::ios::binary);
    damage.seekp(3 * 4096);
    damage << std::string(40'000, 'Z');
    damage.close();
    EXPECT_THAT(reason_of_open(), HasSubstr(path_ + " is damaged ("));
    EXPECT_THAT(reason_of_open(), HasSubstr("); move it away, and a new one is made"));
    fs::rename(path_, path_ + ".damaged");
    EXPECT_EQ(reason_of_open(), "opened");
}

TEST_F(SqliteEventFileTest, ThatIsMovedAwayMeanwhileIsMissed) {
    SqliteEventFile file(path_);
    const std::string id = file.open()->id;
    fs::remove(path_);
    const auto written = file.write(batch({event(1)}, {}, 2));
    ASSERT_FALSE(written);
    EXPECT_TRUE(written.error().must_reopen);
    EXPECT_EQ(written.error().reason, path_ + " was moved away or removed; a new one is made");
    const auto contents = file.open();
    ASSERT_TRUE(contents);
    EXPECT_NE(contents->id, id);
    EXPECT_TRUE(file.write(batch({event(1)}, {}, 2)));
}

TEST_F(SqliteEventFileTest, WithoutAFolderCannotBeMade) {
    path_ = folder_ + "/missing/q.events";
    EXPECT_EQ(reason_of_open(), path_ +
                                    " can't be created: No such file or directory; make its folder writable for uid " +
                                    std::to_string(::geteuid()));
}

// Where a disk is full, and where a file may not grow, the same happens: a write fails in the middle.
TEST_F(SqliteEventFileTest, ThatMayNotGrowIsTroubleAndIsWrittenWhenItMay) {
    struct rlimit before {};
    ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
    const auto handler = ::signal(SIGXFSZ, SIG_IGN);
    SqliteEventFile file(path_);
    ASSERT_TRUE(file.open());
    ASSERT_TRUE(file.write(batch({event(1)}, {}, 2)));
    const struct rlimit small { 100'000, before.rlim_max };
    ::setrlimit(RLIMIT_FSIZE, &small);
    const auto refused = file.write(batch({event(2, std::string(300'000, 'x'))}, {}, 3));
    ::setrlimit(RLIMIT_FSIZE, &before);
    ::signal(SIGXFSZ, handler);
    ASSERT_FALSE(refused);
    EXPECT_FALSE(refused.error().must_reopen);
    EXPECT_EQ(refused.error().reason, path_ +
                                          " can't be written: disk I/O error; look at the disk and at limits of "
                                          "file sizes");
    ASSERT_TRUE(file.write(batch({event(2, std::string(300'000, 'x'))}, {1}, 3)));
    EXPECT_THAT(serials_of(*file.open()), ElementsAre(2));
}

TEST_F(SqliteEventFileTest, GivesItsSpaceBackToTheDisk) {
    SqliteEventFile file(path_);
    ASSERT_TRUE(file.open());
    std::vector<PoolEvent> many;
    std::vector<std::uint64_t> serials;
    for (std::uint64_t serial = 0; serial < 1000; ++serial) {
        many.push_back(event(serial, std::string(8000, 'x')));
        serials.push_back(serial);
    }
    ASSERT_TRUE(file.write(batch(many, {}, 1000)));
    EXPECT_GT(file.disk_bytes(), 8'000'000u);
    ASSERT_TRUE(file.write(batch({}, serials, 1000)));
    ASSERT_TRUE(file.write(batch({}, {}, 1000, true)));
    EXPECT_LT(file.disk_bytes(), 200'000u);
}

TEST(EventFileLibrary, MakesFilesWithTheModuleOfThisBuild) {
    const auto made = event_files_of(EVENT_FILE_MODULE)("/nowhere/q.events");
    ASSERT_TRUE(made) << made.error().reason;
    EXPECT_THAT((*made)->open().error().reason, HasSubstr("/nowhere/q.events can't be created"));
}

TEST(EventFileLibrary, SaysWhatIsWrongWithAModule) {
    EXPECT_THAT(event_files_of("/nowhere/event_file.so")("q").error().reason,
                testing::AllOf(HasSubstr("/nowhere/event_file.so, which durable pools need, can't be loaded: "),
                               HasSubstr("; install Halberd anew")));
}

} // namespace
} // namespace halberd
