#include "core/os/cgroup.hpp"

#include "core/os/whole_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <sstream>
#include <string_view>
#include <system_error>

namespace halberd {
namespace {

// Where cgroup2 is mounted; empty when it is not.
std::string mount_point() {
    std::istringstream lines(read_whole_file("/proc/self/mountinfo").value_or(""));
    for (std::string line; std::getline(lines, line);) {
        // ID PARENT MAJOR:MINOR ROOT MOUNT_POINT OPTIONS … - TYPE SOURCE OPTIONS
        if (line.find(" - cgroup2 ") != std::string::npos) {
            std::istringstream fields(line);
            std::string point;
            for (int i = 0; i < 5; ++i) {
                fields >> point;
            }
            return point;
        }
    }
    return {};
}

// Our group in the unified hierarchy, "/system.slice/supervisor.service"; empty when there is none.
std::string own_group() {
    std::istringstream lines(read_whole_file("/proc/self/cgroup").value_or(""));
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("0::")) {
            return line.substr(3);
        }
    }
    return {};
}

bool says_delegated(const std::string& folder, const char* attribute) {
    char value = 0;
    return ::getxattr(folder.c_str(), attribute, &value, 1) == 1 && value == '1';
}

bool is_delegated(const std::string& folder, bool is_root) {
    struct stat status {};
    if (::stat(folder.c_str(), &status) != 0 || ::access((folder + "/cgroup.procs").c_str(), W_OK) != 0) {
        return false;
    }
    const bool is_ours = ::geteuid() != 0 && status.st_uid == ::geteuid();
    return is_root || is_ours || says_delegated(folder, "trusted.delegate") || says_delegated(folder, "user.delegate");
}

// A process name may hold what a folder's name may not.
std::string as_folder_name(std::string name) {
    for (char& c : name) {
        c = c == '/' ? '_' : c;
    }
    return name;
}

} // namespace

std::optional<Cgroup> Cgroup::create(const std::string& name) {
    const std::string mounted = mount_point();
    const std::string group = own_group();
    if (mounted.empty() || group.empty()) {
        return std::nullopt;
    }
    const bool is_root = group == "/";
    const std::string parent = is_root ? mounted : mounted + group;
    if (!is_delegated(parent, is_root)) {
        return std::nullopt;
    }
    Cgroup made(parent + "/" + as_folder_name(name));
    if (::mkdir(made.folder_.c_str(), 0755) != 0 && errno != EEXIST) {
        return std::nullopt;
    }
    return made;
}

UniqueFd Cgroup::open_entrance() const {
    return UniqueFd(::open((folder_ + "/cgroup.procs").c_str(), O_WRONLY | O_CLOEXEC));
}

bool Cgroup::kill() const {
    const UniqueFd file(::open((folder_ + "/cgroup.kill").c_str(), O_WRONLY | O_CLOEXEC));
    return file && ::write(file.get(), "1", 1) == 1;
}

bool Cgroup::is_populated() const {
    return read_whole_file(folder_ + "/cgroup.events").value_or("").find("populated 1") != std::string::npos;
}

void Cgroup::remove() const {
    std::error_code ignored;
    for (const auto& below : std::filesystem::directory_iterator(folder_, ignored)) {
        if (below.is_directory(ignored)) {
            Cgroup(below.path().string()).remove();
        }
    }
    ::rmdir(folder_.c_str());
}

} // namespace halberd
