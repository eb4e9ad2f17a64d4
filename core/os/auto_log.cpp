#include "core/os/auto_log.hpp"

#include "core/base/unique_fd.hpp"
#include "sdk/xmlrpc/python_text.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <random>
#include <string_view>
#include <system_error>
#include <vector>

namespace halberd {
namespace {

constexpr std::string_view NameCharacters = "abcdefghijklmnopqrstuvwxyz0123456789_";
constexpr std::size_t RandomLength = 8;
constexpr int MostAttempts = 100;

std::string random_name() {
    std::random_device device;
    std::uniform_int_distribution<std::size_t> index(0, NameCharacters.size() - 1);
    std::string name;
    for (std::size_t i = 0; i < RandomLength; ++i) {
        name += NameCharacters[index(device)];
    }
    return name;
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// The name of a rotated file that is packed, without its last suffix; any other as it is.
std::string_view without_packing(std::string_view name) {
    for (const std::string_view suffix : {".gz", ".zst"}) {
        const std::string_view plain = name.substr(0, name.size() - std::min(name.size(), suffix.size()));
        if (name.ends_with(suffix) && !plain.empty() && is_digit(plain.back())) {
            return plain;
        }
    }
    constexpr std::string_view Unfinished = ".compressing";
    return name.ends_with(Unfinished) ? name.substr(0, name.size() - Unfinished.size()) : name;
}

// "PROGRAM-CHANNEL---IDENTIFIER-xxxxxxxx.log", or the same with the number of a rotated file, packed or not.
bool is_auto_log(std::string_view name, const std::string& identifier) {
    const std::string infix = "---" + identifier + "-";
    const std::size_t infix_at = name.find(infix, 1);
    if (infix_at == std::string_view::npos) {
        return false;
    }
    std::string_view rest = without_packing(name.substr(infix_at + infix.size()));
    while (!rest.empty() && is_digit(rest.back())) {
        rest.remove_suffix(1);
    }
    if (rest.ends_with('.')) {
        rest.remove_suffix(1);
    }
    const bool has_blank = rest.find_first_of(" \t\r\n\f\v") != std::string_view::npos;
    return rest.size() > std::string_view(".log").size() && rest.ends_with(".log") && !has_blank;
}

} // namespace

Result<std::string> create_auto_log(const std::string& folder, const std::string& program, const std::string& channel,
                                    const std::string& identifier) {
    const std::string stem = folder + "/" + program + "-" + channel + "---" + identifier + "-";
    for (int attempt = 1;; ++attempt) {
        std::string path = stem + random_name() + ".log";
        const UniqueFd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
        if (file) {
            return path;
        }
        if (errno != EEXIST || attempt == MostAttempts) {
            return system_failure("create", errno, path);
        }
    }
}

void clear_auto_logs(const std::string& folder, const std::string& identifier, Log& log) {
    std::error_code error;
    std::filesystem::directory_iterator entry(folder, error);
    std::vector<std::string> found;
    for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
        if (is_auto_log(entry->path().filename().native(), identifier)) {
            found.push_back(entry->path().native());
        }
    }
    if (error) {
        log.warn("Could not clear childlog dir");
    }
    std::sort(found.begin(), found.end());
    for (const std::string& path : found) {
        if (::unlink(path.c_str()) != 0 && errno != ENOENT) {
            log.warn("Failed to clean up {}", xmlrpc::python_repr(path));
        }
    }
}

} // namespace halberd
