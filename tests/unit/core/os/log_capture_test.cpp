#include "core/os/log_capture.hpp"

#include "tests/unit/core/os/os_test_support.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <optional>
#include <thread>

namespace halberd {
namespace {

class LogCaptureTest : public testing::Test {
 protected:
    std::unique_ptr<RotatingFile> make_file(std::uint64_t maxbytes = 0, int backups = 0) {
        return std::move(*RotatingFile::open({path, ByteSize{maxbytes}, backups, {}}));
    }
    // A capture of a pipe whose other end is `writer`.
    void capture(RotatingFile* file, StreamCaptureOptions options = {}) {
        int ends[2] = {-1, -1};
        ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
        ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
        writer.reset(ends[1]);
        stream.emplace(context, resources, UniqueFd(ends[0]), file, std::move(options));
    }
    void say(const std::string& text) {
        ASSERT_EQ(::write(writer.get(), text.data(), text.size()), static_cast<ssize_t>(text.size()));
    }
    // The lines that test_child writes.
    static std::string lines(long count) {
        std::string text;
        for (long line = 0; line < count; ++line) {
            std::string number = std::to_string(line);
            text += std::string(99 - number.size(), '0') + number + "\n";
        }
        return text;
    }
    std::string all_logs(int backups) {
        std::string text;
        for (int number = backups; number >= 1; --number) {
            text += contents_of(path + "." + std::to_string(number));
        }
        return text + contents_of(path);
    }
    // Captures a child until its stdout ends, and returns how it ended.
    WaitStatus capture_child(const SpawnPlan& plan, RotatingFile* file, StreamCaptureOptions options = {}) {
        Result<SpawnedChild> child = spawn(plan);
        EXPECT_TRUE(child && !child->failure);
        stream.emplace(context, resources, std::move(child->pipes.stdout_read), file, std::move(options));
        EXPECT_TRUE(run_until(context, [&] { return !stream->is_open(); }));
        return wait_for(child->pid);
    }

    TempFolder folder;
    std::string path = folder.file("log");
    boost::asio::io_context context;
    CaptureResources resources;
    UniqueFd writer;
    std::optional<StreamCapture> stream;
};

TEST_F(LogCaptureTest, ALineIsInTheFileAsSoonAsTheLoopRuns) {
    const auto file = make_file();
    capture(file.get());
    say("hello\n");
    context.poll();
    EXPECT_EQ(contents_of(path), "hello\n");
    say("again\n");
    context.poll();
    EXPECT_EQ(contents_of(path), "hello\nagain\n");
}

// Sends a signal to a thread again and again, so that it interrupts system calls, until it goes out of scope.
class Interruptions {
 public:
    explicit Interruptions(pthread_t target) {
        struct sigaction action {};
        action.sa_handler = [](int) {};
        ::sigaction(SIGUSR1, &action, &before_);
        sender_ = std::thread([this, target] {
            while (!is_over_) {
                ::pthread_kill(target, SIGUSR1);
            }
        });
    }
    ~Interruptions() {
        is_over_ = true;
        sender_.join();
        ::sigaction(SIGUSR1, &before_, nullptr);
    }
    Interruptions(const Interruptions&) = delete;
    Interruptions& operator=(const Interruptions&) = delete;

 private:
    struct sigaction before_ {};
    std::atomic<bool> is_over_ = false;
    std::thread sender_;
};

TEST_F(LogCaptureTest, SignalsDuringTheLastDrainCostNoByte) {
    constexpr std::size_t Times = 3'000;
    const auto file = make_file();
    std::size_t seen = 0;
    {
        const Interruptions interruptions(::pthread_self());
        for (std::size_t time = 0; time < Times; ++time) {
            StreamCaptureOptions options;
            if (time % 2 == 1) {
                options.on_bytes = [&](std::string_view bytes) { seen += bytes.size(); };
            }
            capture(file.get(), std::move(options));
            say("last words\n");
            stream->drain_and_close();
        }
    }
    EXPECT_EQ(contents_of(path).size() + seen, Times * 11);
}

TEST_F(LogCaptureTest, WhatAChildWritesThroughRotationIsInTheFilesByteForByte) {
    const auto file = make_file(1'000'000, 200);
    EXPECT_EQ(capture_child(child_plan({"lines", "300000"}), file.get()), WaitStatus::from_exit_code(0));
    EXPECT_TRUE(std::filesystem::exists(path + ".2"));
    EXPECT_TRUE(all_logs(200) == lines(300000)) << "bytes are lost, doubled or out of order";
}

TEST_F(LogCaptureTest, AFastChildIsServedThroughALargePipeWhenTheFileIsLargeEnough) {
    const auto file = make_file(10'000'000, 10);
    EXPECT_EQ(capture_child(child_plan({"lines", "300000"}), file.get()), WaitStatus::from_exit_code(0));
    EXPECT_TRUE(all_logs(10) == lines(300000)) << "bytes are lost, doubled or out of order";
    EXPECT_GE(std::filesystem::file_size(path + ".1"), 10'000'000u);
}

TEST_F(LogCaptureTest, AConsumerSeesEveryByteAndTheFileIsItsOwnAffair) {
    std::string seen;
    StreamCaptureOptions options;
    options.on_bytes = [&](std::string_view bytes) { seen += bytes; };
    EXPECT_EQ(capture_child(child_plan({"lines", "30000"}), nullptr, options), WaitStatus::from_exit_code(0));
    EXPECT_TRUE(seen == lines(30000)) << "bytes are lost, doubled or out of order";
}

TEST_F(LogCaptureTest, ForATargetThatTakesNoMoreTheBytesStayInThePipe) {
    ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
    const auto file = make_file();
    int ends[2] = {-1, -1};
    ASSERT_EQ(::pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
    writer.reset(ends[1]);
    ASSERT_TRUE(resources.enlarge(ends[1]));
    say(std::string(900'000, 'x'));
    stream.emplace(context, resources, UniqueFd(ends[0]), file.get(), StreamCaptureOptions{});
    context.poll();
    EXPECT_TRUE(file->is_blocked());
    int left = 0;
    ::ioctl(writer.get(), FIONREAD, &left);
    EXPECT_GT(left, 700'000);
}

TEST_F(LogCaptureTest, AConsumerOfATalkativeChildGetsAllThatIsInAFullPipeAtOnce) {
    int ends[2] = {-1, -1};
    ASSERT_EQ(::pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
    writer.reset(ends[1]);
    ASSERT_TRUE(resources.enlarge(ends[1]));
    std::size_t seen = 0;
    StreamCaptureOptions options;
    options.on_bytes = [&](std::string_view bytes) { seen += bytes.size(); };
    options.batch_delay = std::chrono::milliseconds(100);
    stream.emplace(context, resources, UniqueFd(ends[0]), nullptr, options);
    for (int line = 0; line < 10; ++line) {
        say("x");
        context.poll();
    }
    say(std::string(900'000, 'x'));
    context.run_one(); // the end of the delay
    EXPECT_EQ(seen, 900'010u);
}

TEST_F(LogCaptureTest, OutputWithoutAFileIsDiscardedWithoutBlockingTheChild) {
    EXPECT_EQ(capture_child(child_plan({"lines", "30000"}), nullptr), WaitStatus::from_exit_code(0));
}

TEST_F(LogCaptureTest, TheLastWordsOfAKilledChildAreInTheFileBeforeItsEndIsReported) {
    const auto file = make_file();
    Result<SpawnedChild> child = spawn(child_plan({"die", "last words"}));
    ASSERT_TRUE(child);
    stream.emplace(context, resources, std::move(child->pipes.stdout_read), file.get(), StreamCaptureOptions{});
    EXPECT_EQ(wait_for(child->pid), WaitStatus::from_signal(SIGKILL));
    stream->drain_and_close(); // the loop has not run
    EXPECT_EQ(contents_of(path), "last words");
    EXPECT_FALSE(stream->is_open());
}

TEST_F(LogCaptureTest, AGrandchildThatKeepsThePipeOpenDoesNotHoldUpTheEnd) {
    const auto file = make_file();
    capture(file.get());
    const UniqueFd grandchild(::dup(writer.get()));
    say(std::string(60'000, 'x'));
    stream->drain_and_close();
    EXPECT_EQ(file->size(), 60'000u);
    EXPECT_FALSE(stream->is_open());
    const sighandler_t before = ::signal(SIGPIPE, SIG_IGN);
    EXPECT_EQ(::write(grandchild.get(), "y", 1), -1);
    EXPECT_EQ(errno, EPIPE);
    ::signal(SIGPIPE, before);
}

TEST_F(LogCaptureTest, TheEndOfTheStreamEndsTheCapture) {
    const auto file = make_file();
    capture(file.get());
    say("x");
    writer.reset();
    context.restart();
    context.run(); // returns only when nothing is waited for any more
    EXPECT_FALSE(stream->is_open());
    EXPECT_EQ(contents_of(path), "x");
}

TEST_F(LogCaptureTest, ASilentChildWakesNobody) {
    const auto file = make_file();
    capture(file.get());
    say("x");
    context.poll();
    EXPECT_EQ(context.run_for(std::chrono::milliseconds(100)), 0u);
}

TEST_F(LogCaptureTest, ATalkativeChildIsServedInBatchesAndLosesNothing) {
    const auto file = make_file();
    StreamCaptureOptions options;
    options.batch_delay = std::chrono::milliseconds(200);
    capture(file.get(), options);
    int writes = 0;
    file->set_on_written([&] { ++writes; });
    std::string expected;
    for (int line = 0; line < 100; ++line) {
        const std::string text = "line " + std::to_string(line) + "\n";
        say(text);
        expected += text;
        context.poll();
    }
    EXPECT_LT(writes, 20) << "a wake-up for each line";
    EXPECT_GE(writes, 4) << "the first lines after silence are written at once";
    EXPECT_TRUE(run_until(context, [&] { return file->size() == expected.size(); }));
    EXPECT_EQ(contents_of(path), expected);
    for (int turn = 0; turn < 4; ++turn) {
        context.run_one(); // it has been silent for one more delay
    }
    say("!");
    context.poll();
    EXPECT_EQ(file->size(), expected.size() + 1) << "after silence a line is written at once";
}

TEST_F(LogCaptureTest, WithoutABatchDelayEveryLineIsServedAtOnce) {
    const auto file = make_file();
    StreamCaptureOptions options;
    options.batch_delay = std::chrono::microseconds(0);
    capture(file.get(), options);
    for (std::uint64_t line = 1; line <= 100; ++line) {
        say("x");
        context.poll();
        ASSERT_EQ(file->size(), line);
    }
}

TEST_F(LogCaptureTest, WithoutABatchDelayAnAnswerToTheConsumerIsReadInTheSameTurn) {
    int answers = 3;
    std::string heard;
    StreamCaptureOptions options;
    options.batch_delay = std::chrono::microseconds(0);
    options.on_bytes = [&](std::string_view bytes) {
        heard += bytes;
        if (answers-- > 0) {
            say("b");
        }
    };
    capture(nullptr, options);
    say("a");
    context.run_one();
    EXPECT_EQ(heard, "abbb");
}

TEST_F(LogCaptureTest, AnEndlessConversationLetsOthersHaveTheirTurn) {
    int heard = 0;
    StreamCaptureOptions options;
    options.batch_delay = std::chrono::microseconds(0);
    options.on_bytes = [&](std::string_view) {
        ++heard;
        say("again");
    };
    capture(nullptr, options);
    say("a");
    context.run_one();
    EXPECT_LE(heard, 100);
    context.run_one();
    EXPECT_GT(heard, 2) << "and goes on afterwards";
}

TEST_F(LogCaptureTest, TheConsumerMayDestroyTheCapture) {
    StreamCaptureOptions options;
    options.on_bytes = [&](std::string_view) { stream.reset(); };
    capture(nullptr, options);
    say("x");
    context.poll();
    EXPECT_FALSE(stream.has_value());
    capture(nullptr, options);
    say("x");
    stream->drain_and_close();
    EXPECT_FALSE(stream.has_value());
}

TEST_F(LogCaptureTest, ACaptureThatIsDestroyedLeavesNothingOnTheLoop) {
    const auto file = make_file();
    capture(file.get());
    say("x");
    context.poll();
    say("y");
    stream.reset();
    context.restart();
    context.run();
    EXPECT_EQ(contents_of(path), "x");
}

TEST_F(LogCaptureTest, ATargetThatTakesNoMoreHoldsTheChildBackAndLosesNothing) {
    ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
    const auto file = make_file();
    const UniqueFd reader(::open(path.c_str(), O_RDONLY | O_NONBLOCK));
    Result<SpawnedChild> child = spawn(child_plan({"lines", "20000"}));
    ASSERT_TRUE(child);
    stream.emplace(context, resources, std::move(child->pipes.stdout_read), file.get(), StreamCaptureOptions{});
    ASSERT_TRUE(run_until(context, [&] { return file->is_blocked(); }));
    std::string seen;
    std::vector<char> buffer(65536);
    EXPECT_TRUE(run_until(context, [&] {
        for (ssize_t count = 1; count > 0;) {
            file->flush();
            count = ::read(reader.get(), buffer.data(), buffer.size());
            seen.append(buffer.data(), count > 0 ? static_cast<std::size_t>(count) : 0);
        }
        return !stream->is_open();
    }));
    EXPECT_TRUE(seen == lines(20000)) << "bytes are lost, doubled or out of order";
    wait_for(child->pid);
}

TEST_F(LogCaptureTest, WhatWaitsForItsTargetIsWrittenThoughTheChildSaysNoMore) {
    ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
    const auto file = make_file();
    const UniqueFd reader(::open(path.c_str(), O_RDONLY | O_NONBLOCK));
    file->write(std::string(65'000, 'x'));
    EXPECT_FALSE(file->is_blocked());
    capture(file.get());
    say(std::string(10'000, 'y'));
    ASSERT_TRUE(run_until(context, [&] { return file->is_blocked(); }));
    std::string seen;
    std::vector<char> buffer(65536);
    EXPECT_TRUE(run_until(context, [&] {
        const ssize_t count = ::read(reader.get(), buffer.data(), buffer.size());
        seen.append(buffer.data(), count > 0 ? static_cast<std::size_t>(count) : 0);
        return seen.size() == 75'000;
    }));
    EXPECT_TRUE(stream->is_open());
}

TEST_F(LogCaptureTest, LargePipesAreMadeAsLongAsTheBudgetLasts) {
    CaptureResources budget(1_MiB);
    int ends[2] = {-1, -1};
    ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
    const UniqueFd read(ends[0]);
    const UniqueFd write(ends[1]);
    EXPECT_TRUE(budget.enlarge(read.get()));
    EXPECT_EQ(::fcntl(read.get(), F_GETPIPE_SZ), static_cast<int>(CaptureResources::LargePipe));
    EXPECT_FALSE(budget.enlarge(read.get()));
    budget.give_back();
    EXPECT_TRUE(budget.enlarge(read.get()));
}

} // namespace
} // namespace halberd
