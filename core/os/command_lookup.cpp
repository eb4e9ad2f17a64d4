#include "core/os/command_lookup.hpp"

#include "sdk/xmlrpc/python_text.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <optional>
#include <string_view>

namespace halberd {
namespace {

constexpr std::string_view DefaultPath = "/bin:/usr/bin:/usr/local/bin";

std::optional<struct stat> status_of(const std::string& file) {
    struct stat status {};
    if (::stat(file.c_str(), &status) != 0) {
        return std::nullopt;
    }
    return status;
}

// "folder/program"; an empty folder is the current one.
std::string join(std::string_view folder, const std::string& program) {
    std::string file(folder);
    if (!file.empty() && file.back() != '/') {
        file += '/';
    }
    return file + program;
}

// The first file of that name in the folders.
std::optional<std::string> search(const std::string& program, std::string_view path) {
    for (;;) {
        const std::size_t end = path.find(':');
        std::string file = join(path.substr(0, end), program);
        if (status_of(file)) {
            return file;
        }
        if (end == std::string_view::npos) {
            return std::nullopt;
        }
        path.remove_prefix(end + 1);
    }
}

} // namespace

Result<std::string> find_command(const std::string& program, const std::string& path_variable) {
    const bool is_path = program.find('/') != std::string::npos;
    const std::optional<std::string> file =
        is_path ? program : search(program, path_variable.empty() ? DefaultPath : std::string_view(path_variable));
    const std::optional<struct stat> status = file ? status_of(*file) : std::nullopt;
    if (!status) {
        return system_failure("", ENOENT, "can't find command " + xmlrpc::python_repr(program));
    }
    if (S_ISDIR(status->st_mode)) {
        return system_failure("", EISDIR, "command at " + xmlrpc::python_repr(*file) + " is a directory");
    }
    if ((status->st_mode & 0111) == 0) {
        return system_failure("", EACCES, "command at " + xmlrpc::python_repr(*file) + " is not executable");
    }
    if (::access(file->c_str(), X_OK) != 0) {
        return system_failure("", EACCES, "no permission to run command " + xmlrpc::python_repr(*file));
    }
    return *file;
}

} // namespace halberd
