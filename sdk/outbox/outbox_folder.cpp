#include "sdk/outbox/outbox_folder.hpp"

#include "sdk/outbox/alert_id.hpp"

#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>

namespace halberd::outbox {
namespace {

namespace fs = std::filesystem;

// The home of the password database: a listener with user= has the HOME of supervisord.
std::string own_home() {
    std::array<char, 16384> buffer;
    passwd entry{};
    passwd* found = nullptr;
    ::getpwuid_r(::geteuid(), &entry, buffer.data(), buffer.size(), &found);
    return found != nullptr ? found->pw_dir : "/";
}

bool may_be_in_a_file_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

} // namespace

std::string default_outbox_folder() {
    if (::geteuid() == 0) {
        return "/var/lib/halberd/outbox";
    }
    return own_home() + "/.local/state/halberd/outbox";
}

std::string outbox_file_name(const Host& host, std::string_view plugin) {
    std::string name(host.variable("SUPERVISOR_PROCESS_NAME").value_or(plugin));
    std::string identity = name;
    for (const char* variable : {"SUPERVISOR_GROUP_NAME", "SUPERVISOR_SERVER_URL"}) {
        identity += "\n" + std::string(host.variable(variable).value_or(""));
    }
    std::ranges::replace_if(
        name, [](char c) { return !may_be_in_a_file_name(c); }, '_');
    return name.substr(0, 64) + "-" + digits_of(identity).substr(0, 8) + ".outbox";
}

tl::expected<void, std::string> make_outbox_folder(const std::string& folder) {
    std::error_code error;
    fs::create_directories(fs::path(folder).parent_path(), error); // what goes wrong is seen by the next step
    if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) {
        return tl::unexpected("the folder " + folder + " can't be made: " + std::strerror(errno));
    }
    if (::access(folder.c_str(), W_OK | X_OK) != 0) {
        return tl::unexpected("the folder " + folder + " is not writable for uid " + std::to_string(::geteuid()) +
                              ": " + std::strerror(errno));
    }
    return {};
}

} // namespace halberd::outbox
