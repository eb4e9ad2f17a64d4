// Feeds bytes as a configuration file to the whole reader: the INI grammar, expansion, every key, and the assembly of
// groups. Whatever the bytes are, the reader has to keep what its headers promise; a broken promise is an exception,
// which libFuzzer and the replay of the corpus take for a crash.

#include "core/config/program_table.hpp"
#include "core/events/event_types.hpp"

#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>

namespace halberd {
namespace {

void require(bool holds, const std::string& promise) {
    if (!holds) {
        throw std::logic_error("broken promise: " + promise);
    }
}

// A folder with files that [include] can name.
class Folder {
 public:
    Folder() {
        std::string pattern = (std::filesystem::temp_directory_path() / "halberd-fuzz-XXXXXX").string();
        if (mkdtemp(pattern.data()) == nullptr) {
            throw std::runtime_error("cannot make a folder like " + pattern);
        }
        path_ = pattern;
        write("a.ini", "[program:a]\ncommand=a %(here)s\nautostart=no\n[include]\nfiles=b.ini\n");
        write("b.ini", "[program:b]\ncommand=b\npriority=7\n[supervisord]\nidentifier=b\n");
        write("broken.ini", "[program:c]\ncommand\n");
    }
    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    const std::string& path() const { return path_; }

 private:
    void write(const std::string& name, std::string_view text) const { std::ofstream(path_ + "/" + name) << text; }

    std::string path_;
};

ConfigEnvironment environment_in(const std::string& folder) {
    ConfigEnvironment environment;
    environment.variables = {{"HOME", "/root"}, {"CITY", "100% Paris"}, {"N", "3"}, {"EMPTY", ""}};
    environment.host_name = "box";
    environment.working_directory = folder;
    environment.temporary_directory = "/tmp";
    environment.default_plugin_path = folder;
    environment.plugin_host = "/usr/bin/halberd-plugin-host";
    for (const std::string_view name : event_type_names()) {
        environment.event_names.emplace_back(name);
    }
    return environment;
}

// Some texts ask for what a test must not do: reading other files than those of the folder (a device has no end), or
// thousands of processes, which take their time and prove nothing more.
bool is_harmless(const IniDocument& document) {
    const auto is_harmless_entry = [](const IniEntry& entry) {
        if (entry.key == "files") {
            return entry.value.find('/') == std::string::npos;
        }
        return entry.key != "numprocs" || (entry.value.size() <= 2 && entry.value.find('%') == std::string::npos);
    };
    const auto is_harmless_section = [&](const IniSection& section) {
        return std::all_of(section.entries.begin(), section.entries.end(), is_harmless_entry);
    };
    return is_harmless_section(document.defaults()) &&
           std::all_of(document.sections().begin(), document.sections().end(), is_harmless_section);
}

// The length of each line, for LF, CR LF and CR as line ends.
std::vector<std::size_t> line_lengths(std::string_view text) {
    std::vector<std::size_t> lengths{0};
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\n' || text[i] == '\r') {
            i += text.substr(i).starts_with("\r\n") ? 1 : 0;
            lengths.push_back(0);
        } else {
            ++lengths.back();
        }
    }
    return lengths;
}

void check_place(const Origin& origin, const std::string& main_file, std::string_view text,
                 const std::string& message) {
    if (origin.file != main_file) {
        require(origin.file.starts_with(std::filesystem::path(main_file).parent_path().string()),
                "a message is about a file that was read: " + message);
        return;
    }
    const std::vector<std::size_t> lengths = line_lengths(text);
    require(origin.line >= 0 && origin.line <= static_cast<int>(lengths.size()),
            "a message is about a line of the file: " + message);
    const std::size_t length = origin.line > 0 ? lengths[static_cast<std::size_t>(origin.line) - 1] : 0;
    require(origin.column >= 0 && origin.column <= static_cast<int>(length) + 1,
            "a message is about a column of its line: " + message);
}

void check_diagnostics(const Diagnostics& diagnostics, const std::string& main_file, std::string_view text) {
    for (const Diagnostic& one : diagnostics.all()) {
        require(!one.message.empty(), "a message says something");
        check_place(one.origin, main_file, text, one.text());
    }
}

// What holds for every configuration that can be used.
void check_model(const Configuration& configuration) {
    std::set<std::string> group_names;
    for (const GroupSpec& group : configuration.groups) {
        require(!group.name.empty() && group_names.insert(group.name).second, "groups have names of their own");
        std::set<std::string> names;
        for (const ProcessSpec& process : group.processes) {
            require(names.insert(process.name).second, "processes of a group have names of their own");
            for (const LogSpec* log : {&process.stdout_log, &process.stderr_log}) {
                require((log->target == LogSpec::Target::File) == log->path.starts_with('/'), "logs are absolute");
            }
        }
    }
    const bool is_sorted = std::is_sorted(
        configuration.groups.begin(), configuration.groups.end(), [](const GroupSpec& a, const GroupSpec& b) {
            return a.priority != b.priority ? a.priority < b.priority : a.name < b.name;
        });
    require(is_sorted, "groups stand by priority, then by name");
    const GroupChanges changes = compare_groups(configuration.groups, configuration.groups);
    require(changes.added.empty() && changes.changed.empty() && changes.removed.empty(),
            "a configuration does not differ from itself");
}

std::string all_texts(const Diagnostics& diagnostics) {
    std::string all;
    for (const Diagnostic& one : diagnostics.all()) {
        all += one.text() + "\n" + one.source + "\n";
    }
    return all;
}

void check_configuration(std::string_view text) {
    static const Folder folder;
    static const ConfigEnvironment environment = environment_in(folder.path());
    const std::string main_file = folder.path() + "/supervisord.conf";

    IniDocument document;
    Diagnostics syntax;
    read_ini_text(text, main_file, document, syntax);
    check_diagnostics(syntax, main_file, text);
    if (!is_harmless(document)) {
        return;
    }
    Diagnostics first_said;
    const Configuration first = read_configuration_text(text, main_file, environment, {}, first_said);
    check_diagnostics(first_said, main_file, text);
    if (!first_said.has_errors()) {
        check_model(first);
    }
    Diagnostics second_said;
    const Configuration second = read_configuration_text(text, main_file, environment, {}, second_said);
    require(first.groups == second.groups && first.server.server_url() == second.server.server_url() &&
                all_texts(first_said) == all_texts(second_said),
            "reading twice gives the same");
}

} // namespace
} // namespace halberd

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    halberd::check_configuration({reinterpret_cast<const char*>(data), size});
    return 0;
}
