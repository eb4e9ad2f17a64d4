// Writes a stream of numbered lines to stdout and keeps a notebook of what write(2) has accepted, for tests that ask
// whether the daemon has lost a byte or has one twice.
//
//   stream_writer write NOTEBOOK SEED BYTES CHUNK PAUSE   writes the stream of the next life, BYTES long (0: endless),
//   in
//                                                         chunks of random size up to CHUNK, with random pauses of up
//                                                         to PAUSE microseconds between them (0: none)
//   stream_writer print SEED LIFE BEGIN END               prints the bytes BEGIN to END of the stream of a life
//
// A stream is a function of the seed and of the life, which is how often the program has been started on its notebook.
// Each begins with ">LIFE", and ">" occurs nowhere else in it, so that a log of several lives can be taken apart
// exactly.
//
// The notebook is a mapped file, which a SIGKILL cannot take back: an array of Life, one for each. A write that is
// killed may or may not have been accepted in part; hence the log must hold `accepted` bytes at least and
// `accepted` + `attempted` at most.

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace {

// tests/scenario/test_log_integrity.py reads it.
struct Life {
    std::atomic<std::uint64_t> pid;
    std::atomic<std::uint64_t> accepted;
    std::atomic<std::uint64_t> attempted;
};
static_assert(sizeof(Life) == 24 && std::atomic<std::uint64_t>::is_always_lock_free);

constexpr std::size_t MostLives = 4096;

// The first chunk has at least what tells the life, so that a life leaves its name or nothing.
constexpr std::size_t SmallestFirstChunk = 64;

// SplitMix64.
class Random {
 public:
    explicit Random(std::uint64_t seed) : state_(seed) {}
    std::uint64_t next() {
        state_ += 0x9e3779b97f4a7c15U;
        std::uint64_t mixed = state_;
        mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9U;
        mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebU;
        return mixed ^ (mixed >> 31U);
    }
    std::size_t below(std::size_t limit) { return next() % limit; }

 private:
    std::uint64_t state_;
};

// Hands out a stream from its beginning. The text of the lines is cut out of a block of random letters, because letters
// of their own would be dearer than the write.
class Stream {
 public:
    Stream(std::uint64_t seed, std::uint64_t life) : random_(Random(seed).next() + life), block_(BlockSize, ' ') {
        for (char& letter : block_) {
            letter = static_cast<char>('A' + random_.below(26));
        }
        ready_ = '>' + std::to_string(life) + "\n";
    }

    // The next `size` bytes, valid until the next call.
    std::string_view next(std::size_t size) {
        ready_.erase(0, std::exchange(taken_, size));
        while (ready_.size() < size) {
            add_line();
        }
        return std::string_view(ready_).substr(0, size);
    }

 private:
    static constexpr std::size_t BlockSize = 1'000'003;
    static constexpr std::size_t LongestText = 400;

    void add_line() {
        char number[24]; // NOLINT(*-avoid-c-arrays): to_chars fills it
        const auto end = std::to_chars(std::begin(number), std::end(number), ++line_).ptr;
        const std::size_t length = 1 + random_.below(LongestText);
        ready_.append(std::begin(number), end).append(1, ' ');
        ready_.append(block_, random_.below(BlockSize - LongestText), length).append(1, '\n');
    }

    Random random_;
    std::string block_;
    std::string ready_;
    std::size_t taken_ = 0; // of ready_, by the last call
    std::uint64_t line_ = 0;
};

Life* open_notebook(const char* path) {
    const int fd = ::open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    const std::size_t size = MostLives * sizeof(Life);
    if (fd < 0 || ::ftruncate(fd, static_cast<off_t>(size)) != 0) {
        return nullptr;
    }
    void* mapped = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    return mapped == MAP_FAILED ? nullptr : static_cast<Life*>(mapped);
}

bool write_noted(std::string_view bytes, Life& life) {
    while (!bytes.empty()) {
        life.attempted = bytes.size();
        const ssize_t count = ::write(STDOUT_FILENO, bytes.data(), bytes.size());
        if (count < 0 && errno != EINTR) {
            std::perror("stream_writer: write");
            return false;
        }
        if (count > 0) {
            life.accepted += static_cast<std::uint64_t>(count);
            bytes.remove_prefix(static_cast<std::size_t>(count));
        }
        life.attempted = 0;
    }
    return true;
}

int write_stream(const char* notebook, std::uint64_t seed, std::uint64_t bytes, std::size_t chunk, std::size_t pause) {
    Life* const lives = open_notebook(notebook);
    if (lives == nullptr) {
        std::perror("stream_writer: notebook");
        return 1;
    }
    std::uint64_t number = 0;
    while (lives[number].pid != 0) {
        ++number;
    }
    Stream stream(seed, number);
    Random random(seed + number);
    Life& life = lives[number];
    life.pid = static_cast<std::uint64_t>(::getpid());
    for (std::uint64_t left = bytes == 0 ? UINT64_MAX : bytes; left > 0;) {
        const std::size_t smallest = life.accepted == 0 ? SmallestFirstChunk : 1;
        const std::size_t size = std::min<std::uint64_t>(smallest + random.below(chunk), left);
        if (!write_noted(stream.next(size), life)) {
            return 1;
        }
        left -= size;
        // Now and then without a pause, so that the pipe fills.
        if (pause > 0 && random.below(8) != 0) {
            std::this_thread::sleep_for(std::chrono::microseconds(random.below(pause)));
        }
    }
    return 0;
}

int print_stream(std::uint64_t seed, std::uint64_t life, std::uint64_t begin, std::uint64_t end) {
    constexpr std::size_t Piece = 1 << 20U;
    Stream stream(seed, life);
    for (std::uint64_t at = 0; at < end;) {
        const std::size_t size = std::min<std::uint64_t>(Piece, at < begin ? begin - at : end - at);
        const std::string_view bytes = stream.next(size);
        if (at >= begin && std::fwrite(bytes.data(), 1, size, stdout) != size) {
            return 1;
        }
        at += size;
    }
    return std::fflush(stdout) == 0 ? 0 : 1;
}

} // namespace

int main(int argc, char** argv) {
    const std::vector<std::string> words(argv + 1, argv + argc);
    const auto number = [&](std::size_t index) { return std::stoull(words.at(index)); };
    if (words.size() == 6 && words[0] == "write") {
        return write_stream(words[1].c_str(), number(2), number(3), number(4), number(5));
    }
    if (words.size() == 5 && words[0] == "print") {
        return print_stream(number(1), number(2), number(3), number(4));
    }
    std::fputs("usage: stream_writer write NOTEBOOK SEED BYTES CHUNK PAUSE | print SEED LIFE BEGIN END\n", stderr);
    return 2;
}
