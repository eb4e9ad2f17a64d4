#include "sdk/mail/maildir.hpp"

#include "sdk/mail/host_name.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <random>
#include <system_error>
#include <utility>

namespace halberd::mail {
namespace {

// The name of a message by the Maildir convention, unique in the world: time, process, random number and host, in which
// the characters that mean something in a name are written as octal numbers.
std::string unique_name() {
    using namespace std::chrono;
    const auto now = system_clock::now().time_since_epoch();
    const auto second = duration_cast<seconds>(now);
    std::string host;
    for (const char c : host_name()) {
        host += c == '/' ? "\\057" : c == ':' ? "\\072" : std::string(1, c);
    }
    std::random_device random;
    return std::to_string(second.count()) + ".M" + std::to_string(duration_cast<microseconds>(now - second).count()) +
           "P" + std::to_string(::getpid()) + "R" + std::to_string(random()) + "." + host;
}

// Writes a new file and waits until it is on the disk. An errno, 0 for success.
int write_durably(const std::string& path, const std::string& text) {
    const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) {
        return errno;
    }
    std::FILE* file = ::fdopen(fd, "w");
    if (file == nullptr) {
        const int error = errno;
        ::close(fd);
        return error;
    }
    const bool written = std::fwrite(text.data(), 1, text.size(), file) == text.size() && std::fflush(file) == 0 &&
                         ::fsync(::fileno(file)) == 0;
    int error = written ? 0 : errno;
    if (std::fclose(file) != 0 && error == 0) {
        error = errno;
    }
    return error;
}

// Waits until the names in a folder are on the disk. An errno, 0 for success.
int sync_folder(const std::string& folder) {
    const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) {
        return errno;
    }
    const int error = ::fsync(fd) == 0 ? 0 : errno;
    ::close(fd);
    return error;
}

} // namespace

tl::expected<std::unique_ptr<Maildir>, std::string> Maildir::open(const std::string& folder) {
    namespace fs = std::filesystem;
    if (folder.empty()) {
        return tl::unexpected<std::string>("the Maildir folder has no name");
    }
    std::error_code error;
    fs::path path = fs::absolute(folder, error).lexically_normal(); // the working folder of the process may change
    if (!path.has_filename()) {
        path = path.parent_path();
    }
    fs::create_directories(path.parent_path(), error); // what goes wrong is seen by the next step
    for (const char* part : {"", "/tmp", "/new", "/cur"}) {
        const std::string wanted = path.string() + part;
        const int reason = ::mkdir(wanted.c_str(), 0700) == 0 ? 0 : errno;
        if (reason != 0 && !fs::is_directory(wanted, error)) {
            return tl::unexpected("can't make the Maildir folder " + wanted + ": " + std::strerror(reason));
        }
    }
    return std::unique_ptr<Maildir>(new Maildir(path));
}

tl::expected<std::string, std::string> Maildir::send(const Message& message) {
    if (const auto checked = check_addresses(message); !checked) {
        return tl::unexpected(checked.error());
    }
    const std::string name = unique_name();
    const std::string written = folder_ + "/tmp/" + name;
    const std::string delivered = folder_ + "/new/" + name;
    const auto fail = [](const std::string& step, const std::string& path, int error) {
        return tl::unexpected("Maildir: can't " + step + " " + path + ": " + std::strerror(error));
    };
    if (const int error = write_durably(written, format_message(message, stamp_of(message)))) {
        ::unlink(written.c_str());
        return fail("write", written, error);
    }
    if (::rename(written.c_str(), delivered.c_str()) != 0) {
        const int error = errno;
        ::unlink(written.c_str());
        return fail("move the message to", delivered, error);
    }
    if (const int error = sync_folder(folder_ + "/new")) {
        return fail("make durable", delivered, error);
    }
    return "delivered to " + delivered;
}

} // namespace halberd::mail
