#include "plugins/shared/batch/line_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string_view>

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

std::string text_of(const Line& line) {
    std::string text = line.event + " " + line.process + "\t" + line.text;
    std::ranges::replace(text, '\n', ' ');
    return text + "\n";
}

Line line_of(std::string_view text) {
    const std::size_t blank = std::min(text.find(' '), text.size());
    const std::string_view rest = text.substr(std::min(blank + 1, text.size()));
    const std::size_t tab = rest.find('\t');
    Line line{std::string(text.substr(0, blank)), "", std::string(rest)};
    if (tab != std::string_view::npos) { // files of an older Halberd have no processes
        line.process = rest.substr(0, tab);
        line.text = rest.substr(tab + 1);
    }
    return line;
}

} // namespace

std::vector<Line> LineFile::read() {
    std::ifstream file(path_);
    const std::string text(std::istreambuf_iterator<char>(file), {});
    std::vector<Line> lines;
    for (std::size_t end = 0; (end = text.find('\n', size_)) != std::string::npos; size_ = end + 1) {
        lines.push_back(line_of(std::string_view(text).substr(size_, end - size_)));
        events_.insert(lines.back().event);
    }
    return lines;
}

tl::expected<void, std::string> LineFile::add(const Line& line) {
    events_.insert(line.event);
    return path_.empty() ? tl::expected<void, std::string>() : append(text_of(line));
}

tl::expected<void, std::string> LineFile::append(const std::string& text) {
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

// What stays is written to another file first: a file that is cut short and written anew would be empty in between.
tl::expected<void, std::string> LineFile::keep(const std::vector<Line>& lines) {
    events_.clear();
    std::string text;
    for (const Line& line : lines) {
        events_.insert(line.event);
        text += text_of(line);
    }
    if (path_.empty()) {
        return {};
    }
    if (lines.empty()) {
        ::unlink(path_.c_str());
        size_ = 0;
        return {};
    }
    LineFile fresh(path_ + ".new");
    ::unlink(fresh.path_.c_str());
    auto written = fresh.append(text);
    if (!written) {
        return written;
    }
    if (::rename(fresh.path_.c_str(), path_.c_str()) != 0) {
        return tl::unexpected(path_ + " can't be replaced: " + std::strerror(errno) + "; look at the disk");
    }
    synchronise_folder(path_);
    size_ = text.size();
    return {};
}

} // namespace halberd::batch
