#include "sdk/outbox/silences.hpp"

#include "sdk/sqlite/private_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <sstream>

namespace halberd::outbox {
namespace {

constexpr std::size_t most_bytes = 1 << 20;
constexpr std::int64_t last_second = 9'000'000'000; // the clock counts nanoseconds, and no further

// A descriptor that closes itself.
class File {
 public:
    File(const std::string& path, int flags) : fd_(::open(path.c_str(), flags | O_NOFOLLOW | O_CLOEXEC, 0644)) {}
    ~File() {
        if (fd_ >= 0) {
            ::close(fd_);
        }
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    int fd() const { return fd_; }

 private:
    int fd_;
};

tl::unexpected<std::string> failure(const std::string& path, const char* what) {
    return tl::unexpected(path + " can't be " + what + ": " + std::strerror(errno));
}

std::string path_in(const std::string& folder) {
    return folder + "/silences";
}

bool write_all(int fd, std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = ::write(fd, text.data(), text.size());
        if (written < 0) {
            return false;
        }
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

} // namespace

Time end_of_silence(const std::vector<std::string>& processes, const Silences& silences, Time now) {
    Time end = now;
    for (const std::string& process : processes) {
        const auto found = silences.find(process);
        end = found == silences.end() ? end : std::max(end, found->second);
    }
    return end;
}

bool can_be_silent(std::string_view process) {
    const std::size_t colon = process.find(':');
    return colon != std::string_view::npos && colon > 0 && colon + 1 < process.size() && process.size() < 1000 &&
           process.find('\n') == std::string_view::npos;
}

tl::expected<Silences, std::string> read_silences(const std::string& folder, Time now) {
    const std::string path = path_in(folder);
    const File file(path, O_RDONLY | O_NONBLOCK);
    if (file.fd() < 0) {
        return errno == ENOENT ? tl::expected<Silences, std::string>() : failure(path, "read");
    }
    std::string text;
    std::array<char, 4096> buffer;
    for (ssize_t count = 0; (count = ::read(file.fd(), buffer.data(), buffer.size())) != 0;) {
        if (count < 0) {
            return failure(path, "read");
        }
        text.append(buffer.data(), static_cast<std::size_t>(count));
        if (text.size() > most_bytes) {
            return tl::unexpected(path + " is too long to be a list of processes; take it away");
        }
    }
    Silences silences;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        std::int64_t seconds = 0;
        const char* end = line.data() + line.size();
        const auto [rest, error] = std::from_chars(line.data(), end, seconds);
        const bool is_whole =
            error == std::errc() && rest != end && *rest == ' ' && seconds > 0 && seconds < last_second;
        const std::string name = is_whole ? std::string(rest + 1, end) : std::string();
        const Time until{std::chrono::seconds(is_whole ? seconds : 0)};
        if (can_be_silent(name) && until > now) {
            silences.insert_or_assign(name, until);
        }
    }
    return silences;
}

tl::expected<void, std::string> write_silences(const std::string& folder, const Silences& silences) {
    std::string text;
    for (const auto& [process, until] : silences) {
        const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(until.time_since_epoch());
        text += std::to_string(seconds.count()) + " " + process + "\n";
    }
    const std::string path = path_in(folder);
    const std::string fresh = path + ".new";
    ::unlink(fresh.c_str());
    const File file(fresh, O_WRONLY | O_CREAT | O_EXCL);
    // A listener may be another user, whatever the umask.
    if (file.fd() < 0 || ::fchmod(file.fd(), 0644) != 0 || !write_all(file.fd(), text) || ::fsync(file.fd()) != 0 ||
        ::rename(fresh.c_str(), path.c_str()) != 0) {
        return failure(path, "written");
    }
    synchronise_folder(folder);
    return {};
}

} // namespace halberd::outbox
