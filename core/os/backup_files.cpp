#include "core/os/backup_files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>

namespace halberd {
namespace {

constexpr std::array AllForms{Compression::None, Compression::Gzip, Compression::Zstd};

std::optional<struct stat> status_of(const std::string& path) {
    struct stat status {};
    return ::lstat(path.c_str(), &status) == 0 ? std::optional(status) : std::nullopt;
}

bool is_same_time(const timespec& a, const timespec& b) {
    return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

// What stands beside a plain backup under its number.
enum class Twin { None, Packed, Other };

// A packed file has the time of the plain one that it was made of.
Twin twin_of(const std::string& plain, const struct stat& status) {
    for (const Compression form : {Compression::Gzip, Compression::Zstd}) {
        if (const auto packed = status_of(plain + suffix_of(form))) {
            return is_same_time(packed->st_mtim, status.st_mtim) ? Twin::Packed : Twin::Other;
        }
    }
    return Twin::None;
}

} // namespace

std::string suffix_of(Compression compression) {
    switch (compression) {
        case Compression::Gzip:
            return ".gz";
        case Compression::Zstd:
            return ".zst";
        case Compression::None:
            break;
    }
    return {};
}

// Renames a backup in whatever form it is there. What `to` was before, in another form, goes.
Result<void> BackupFiles::move(const std::string& from, const std::string& to) const {
    std::array<bool, AllForms.size()> is_moved{};
    bool is_any_moved = false;
    for (std::size_t i = 0; i < AllForms.size(); ++i) {
        const std::string suffix = suffix_of(AllForms.at(i));
        is_moved.at(i) = ::rename((from + suffix).c_str(), (to + suffix).c_str()) == 0;
        if (!is_moved.at(i) && errno != ENOENT) {
            return system_failure("rename", errno, from + suffix);
        }
        is_any_moved = is_any_moved || is_moved.at(i);
    }
    for (std::size_t i = 0; i < AllForms.size(); ++i) {
        if (is_any_moved && !is_moved.at(i)) {
            ::unlink((to + suffix_of(AllForms.at(i))).c_str());
        }
    }
    return {};
}

Result<void> BackupFiles::shift() const {
    for (int number = count_ - 1; number >= 1; --number) {
        if (Result<void> moved = move(name(number), name(number + 1)); !moved) {
            return moved;
        }
    }
    if (::rename(path_.c_str(), name(1).c_str()) != 0) {
        return errno == ENOENT ? Result<void>() : system_failure("rename", errno, path_);
    }
    if (count_ == 1) {
        ::unlink((name(1) + suffix_of(Compression::Gzip)).c_str());
        ::unlink((name(1) + suffix_of(Compression::Zstd)).c_str());
    }
    return {};
}

void BackupFiles::remove() const {
    for (int number = 1; number <= count_; ++number) {
        for (const Compression form : AllForms) {
            ::unlink((name(number) + suffix_of(form)).c_str());
        }
    }
    ::unlink(unfinished_path().c_str());
}

Result<std::optional<BackupFiles::Plain>> BackupFiles::open_plain() const {
    for (int number = 1; number <= count_; ++number) {
        const auto status = status_of(name(number));
        if (!status || !S_ISREG(status->st_mode)) {
            continue;
        }
        const Twin twin = twin_of(name(number), *status);
        if (twin == Twin::Packed) {
            ::unlink(name(number).c_str());
        }
        if (twin != Twin::None) {
            continue; // two different files, which the daemon never makes: both are left alone
        }
        UniqueFd file(::open(name(number).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
        if (!file) {
            return system_failure("open", errno, name(number));
        }
        return Plain{name(number), std::move(file)};
    }
    return std::nullopt;
}

Result<void> BackupFiles::replace(const Plain& plain, std::uint64_t size, Compression compression) const {
    struct stat ours {};
    if (::fstat(plain.file.get(), &ours) != 0 || static_cast<std::uint64_t>(ours.st_size) != size) {
        return failure("", "another program still writes to it");
    }
    for (int number = 1; number <= count_; ++number) {
        const auto status = status_of(name(number));
        if (!status || status->st_ino != ours.st_ino || status->st_dev != ours.st_dev) {
            continue;
        }
        if (twin_of(name(number), *status) != Twin::None) {
            break;
        }
        if (::rename(unfinished_path().c_str(), (name(number) + suffix_of(compression)).c_str()) != 0) {
            return system_failure("rename", errno, unfinished_path());
        }
        ::unlink(name(number).c_str());
        return {};
    }
    ::unlink(unfinished_path().c_str());
    return {};
}

} // namespace halberd
