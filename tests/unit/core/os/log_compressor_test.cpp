#include "core/os/log_compressor.hpp"

#include "core/os/rotating_file.hpp"
#include "tests/fakes/recording_log.hpp"
#include "tests/unit/core/os/packed_files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <boost/asio/post.hpp>
#include <random>

namespace halberd {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class LogCompressorTest : public testing::Test {
 protected:
    LogCompressorTest() { make(); }
    void make() {
        compressor = std::make_unique<LogCompressor>(
            [this](std::function<void()> work) { boost::asio::post(context, std::move(work)); }, log);
    }
    void compress(Compression compression) { compressor->compress({path, 5, compression}); }
    bool finish() {
        return run_until(context, [this] { return !compressor->is_busy(); });
    }
    bool exists(const std::string& name) const { return std::filesystem::exists(folder.file(name)); }
    std::string file(const std::string& name) const { return folder.file(name); }

    // Text that can be packed, more than fits into the buffers.
    static std::string text(unsigned seed, std::size_t lines = 20'000) {
        std::mt19937 random(seed);
        std::string made;
        for (std::size_t i = 0; i < lines; ++i) {
            made += "line " + std::to_string(random()) + "\n";
        }
        return made;
    }

    TempFolder folder;
    std::string path = folder.file("log");
    boost::asio::io_context context;
    RecordingLog log;
    std::unique_ptr<LogCompressor> compressor;
};

TEST_F(LogCompressorTest, APlainBackupBecomesAGzipFile) {
    put(file("log.1"), text(1));
    compress(Compression::Gzip);
    ASSERT_TRUE(finish());
    EXPECT_TRUE(gunzipped(file("log.1.gz")) == text(1));
    EXPECT_FALSE(exists("log.1"));
    EXPECT_FALSE(exists("log.compressing"));
    EXPECT_LT(std::filesystem::file_size(file("log.1.gz")), text(1).size() / 2);
}

TEST_F(LogCompressorTest, OrAZstdFile) {
    put(file("log.1"), text(2));
    compress(Compression::Zstd);
    ASSERT_TRUE(finish());
    EXPECT_TRUE(unzstded(file("log.1.zst")) == text(2));
    EXPECT_FALSE(exists("log.1"));
}

TEST_F(LogCompressorTest, AnEmptyBackupIsAFileLikeAnyOther) {
    put(file("log.1"), "");
    put(file("log.2"), "");
    compress(Compression::Gzip);
    ASSERT_TRUE(finish());
    EXPECT_EQ(gunzipped(file("log.1.gz")), "");
    EXPECT_EQ(gunzipped(file("log.2.gz")), "");
}

TEST_F(LogCompressorTest, AllThatIsPlainIsPackedWhateverTheRestIs) {
    put(file("log.1"), text(1));
    put(file("log.2.zst"), "as it was");
    put(file("log.3"), text(3));
    put(file("log.6"), "not one of five");
    compress(Compression::Gzip);
    ASSERT_TRUE(finish());
    EXPECT_TRUE(gunzipped(file("log.1.gz")) == text(1));
    EXPECT_EQ(contents_of(file("log.2.zst")), "as it was");
    EXPECT_TRUE(gunzipped(file("log.3.gz")) == text(3));
    EXPECT_EQ(contents_of(file("log.6")), "not one of five");
}

TEST_F(LogCompressorTest, ThePackedFileKeepsModeAndTime) {
    put(file("log.1"), text(1));
    ::chmod(file("log.1").c_str(), 0640);
    const auto time = std::filesystem::last_write_time(file("log.1"));
    compress(Compression::Zstd);
    ASSERT_TRUE(finish());
    struct stat status {};
    ASSERT_EQ(::stat(file("log.1.zst").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0640u);
    EXPECT_EQ(std::filesystem::last_write_time(file("log.1.zst")), time);
}

TEST_F(LogCompressorTest, WhatAKilledDaemonHasLeftIsOverwritten) {
    put(file("log.1"), text(1));
    put(file("log.compressing"), "half a file");
    compress(Compression::Gzip);
    ASSERT_TRUE(finish());
    EXPECT_TRUE(gunzipped(file("log.1.gz")) == text(1));
    EXPECT_FALSE(exists("log.compressing"));
}

TEST_F(LogCompressorTest, RotationsMeanwhileLoseAndOverwriteNothing) {
    const auto rotating = RotatingFile::open({path, ByteSize{0}, 5, {}, [this] {
                                                  compressor->compress({path, 5, Compression::Gzip});
                                              }});
    ASSERT_TRUE(rotating);
    for (unsigned seed = 1; seed <= 5; ++seed) {
        (*rotating)->write(text(seed, 100'000));
        ASSERT_EQ((*rotating)->rotate(RotatingFile::UnfinishedLine::IsOver), true);
        context.poll(); // the first one is being packed, or just done
    }
    ASSERT_TRUE(finish());
    for (unsigned seed = 1; seed <= 5; ++seed) {
        EXPECT_TRUE(gunzipped(path + "." + std::to_string(6 - seed) + ".gz") == text(seed, 100'000)) << seed;
    }
}

TEST_F(LogCompressorTest, SeveralLogsWaitForEachOther) {
    for (const char* name : {"a", "b", "c"}) {
        put(file(name) + ".1", text(7));
        compressor->compress({file(name), 1, Compression::Gzip});
    }
    ASSERT_TRUE(finish());
    for (const char* name : {"a", "b", "c"}) {
        EXPECT_TRUE(gunzipped(file(name) + ".1.gz") == text(7));
    }
}

TEST_F(LogCompressorTest, EndingItLeavesWholeFilesOnly) {
    put(file("log.1"), text(1, 2'000'000));
    compress(Compression::Gzip);
    EXPECT_TRUE(compressor->is_busy());
    compressor.reset();
    context.poll();
    EXPECT_FALSE(exists("log.1.gz"));
    EXPECT_FALSE(exists("log.compressing"));
    EXPECT_TRUE(contents_of(file("log.1")) == text(1, 2'000'000));
}

TEST_F(LogCompressorTest, AFailureIsToldOnceUntilItWorksAgain) {
    std::filesystem::create_directory(file("log.compressing"));
    put(file("log.1"), text(1));
    compress(Compression::Gzip);
    ASSERT_TRUE(finish());
    compress(Compression::Gzip);
    ASSERT_TRUE(finish());
    EXPECT_THAT(log.lines, ElementsAre(HasSubstr("cannot compress the rotated log " + file("log.1") +
                                                 ": create: File exists; it stays as it is and will be tried again")));
    EXPECT_TRUE(contents_of(file("log.1")) == text(1));
    std::filesystem::remove(file("log.compressing"));
    compress(Compression::Gzip);
    ASSERT_TRUE(finish());
    EXPECT_TRUE(gunzipped(file("log.1.gz")) == text(1));
}

TEST_F(LogCompressorTest, WithoutBackupsOrCompressionThereIsNothingToDo) {
    put(file("log.1"), "plain");
    compressor->compress({path, 0, Compression::Gzip});
    compressor->compress({path, 5, Compression::None});
    EXPECT_FALSE(compressor->is_busy());
}

} // namespace
} // namespace halberd
