#include "ctl/file_facts.hpp"

#include "core/base/error.hpp"

#include <fmt/format.h>
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>

namespace halberd::ctl {
namespace {

std::string name_of_group(gid_t group) {
    const auto* entry = ::getgrgid(group); // NOLINT: one thread
    return entry != nullptr ? entry->gr_name : std::to_string(group);
}

std::string kind_of(mode_t mode) {
    if (S_ISSOCK(mode)) {
        return "a socket";
    }
    return S_ISDIR(mode) ? "a folder" : "no socket";
}

} // namespace

std::string name_of_user(uid_t user) {
    const auto* entry = ::getpwuid(user); // NOLINT: one thread
    return entry != nullptr ? entry->pw_name : std::to_string(user);
}

std::string describe_file(const std::string& path) {
    struct stat status {};
    if (::stat(path.c_str(), &status) == 0) {
        return fmt::format("{} is {} of {}:{}, mode {:04o}", path, kind_of(status.st_mode), name_of_user(status.st_uid),
                           name_of_group(status.st_gid), status.st_mode & 07777);
    }
    const int reason = errno;
    const std::string folder = std::filesystem::path(path).parent_path();
    if (reason == ENOENT && ::access(folder.c_str(), F_OK) != 0) {
        return path + " does not exist, nor does its folder";
    }
    return path + (reason == ENOENT ? " does not exist" : ": " + errno_text(reason));
}

std::string closed_folder_above(const std::string& path) {
    std::filesystem::path folder;
    for (const auto& part : std::filesystem::path(path).parent_path()) {
        folder /= part;
        if (::access(folder.c_str(), X_OK) != 0 && errno == EACCES) {
            return folder;
        }
    }
    return {};
}

std::optional<pid_t> pid_in_file(const std::string& path) {
    std::ifstream file(path);
    pid_t pid = 0;
    return file >> pid && pid > 0 ? std::optional(pid) : std::nullopt;
}

std::string owner_of_process(pid_t pid) {
    struct stat status {};
    return ::stat(fmt::format("/proc/{}", pid).c_str(), &status) == 0 ? name_of_user(status.st_uid) : std::string();
}

} // namespace halberd::ctl
