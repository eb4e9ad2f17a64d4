#include "plugins/shared/batch/line_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace halberd::batch {
namespace {

// Makes a new file known to the disk.
void synchronise_folder(const std::string& file) {
    const int folder = ::open(std::filesystem::path(file).parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder >= 0) {
        ::fsync(folder);
        ::close(folder);
    }
}

} // namespace

std::vector<std::string> LineFile::read() {
    std::ifstream file(path_);
    const std::string text(std::istreambuf_iterator<char>(file), {});
    std::vector<std::string> lines;
    for (std::size_t end = 0; (end = text.find('\n', size_)) != std::string::npos; size_ = end + 1) {
        const std::size_t blank = std::min(text.find(' ', size_), end);
        ids_.insert(text.substr(size_, blank - size_));
        lines.push_back(text.substr(std::min(blank + 1, end), end - std::min(blank + 1, end)));
    }
    return lines;
}

tl::expected<void, std::string> LineFile::add(const std::string& id, std::string_view line) {
    ids_.insert(id);
    if (path_.empty()) {
        return {};
    }
    std::string text = id + " " + std::string(line);
    std::ranges::replace(text, '\n', ' ');
    text += '\n';
    const int fd = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    // Behind the last whole line: what a full disk has left of one is overwritten.
    const bool is_written =
        fd >= 0 && ::ftruncate(fd, static_cast<off_t>(size_)) == 0 &&
        ::pwrite(fd, text.data(), text.size(), static_cast<off_t>(size_)) == static_cast<ssize_t>(text.size()) &&
        ::fdatasync(fd) == 0;
    const int error = errno;
    if (fd >= 0) {
        ::close(fd);
    }
    if (!is_written) {
        return tl::unexpected(path_ + " can't be written: " + std::strerror(error) + "; look at the disk");
    }
    if (size_ == 0) {
        synchronise_folder(path_);
    }
    size_ += text.size();
    return {};
}

void LineFile::clear() {
    ids_.clear();
    if (!path_.empty()) {
        ::unlink(path_.c_str());
    }
    size_ = 0;
}

} // namespace halberd::batch
