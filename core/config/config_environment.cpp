#include "core/config/config_environment.hpp"

#include <unistd.h>

#include <array>
#include <filesystem>
#include <string_view>
#include <utility>

namespace halberd {
namespace {

namespace fs = std::filesystem;

std::string host_name() {
    std::array<char, 256> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "localhost";
}

// Where temporary files go, as Python's tempfile finds it.
std::string temporary_directory(const std::map<std::string, std::string>& variables) {
    for (const char* variable : {"TMPDIR", "TEMP", "TMP"}) {
        const auto found = variables.find(variable);
        if (found != variables.end() && fs::is_directory(found->second)) {
            return found->second;
        }
    }
    return "/tmp";
}

} // namespace

std::map<std::string, std::string> present_variables() {
    std::map<std::string, std::string> variables;
    for (char** assignment = environ; *assignment != nullptr; ++assignment) {
        const std::string_view text(*assignment);
        const std::size_t equals = text.find('=');
        if (equals != std::string_view::npos) {
            variables.emplace(text.substr(0, equals), text.substr(equals + 1));
        }
    }
    return variables;
}

ConfigEnvironment present_environment(std::vector<std::string> event_names) {
    const fs::path own_folder = fs::read_symlink("/proc/self/exe").parent_path();
    ConfigEnvironment made;
    made.variables = present_variables();
    made.user_id = ::getuid();
    made.host_name = host_name();
    made.working_directory = fs::current_path();
    made.temporary_directory = temporary_directory(made.variables);
    made.default_plugin_path = (own_folder.parent_path() / "lib/halberd/plugins").string();
    made.plugin_host = (own_folder / "halberd-plugin-host").string();
    made.event_names = std::move(event_names);
    return made;
}

} // namespace halberd
