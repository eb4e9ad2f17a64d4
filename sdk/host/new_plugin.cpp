#include "sdk/host/new_plugin.hpp"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <iterator>
#include <system_error>

namespace halberd {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view template_name = "greeter";
constexpr std::string_view template_class = "Greeter";

bool is_letter(char c) {
    return c >= 'a' && c <= 'z';
}

bool is_name(const std::string& name) {
    return !name.empty() && is_letter(name[0]) && std::all_of(name.begin(), name.end(), [](char c) {
        return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_';
    });
}

// "disk-guard" -> "DiskGuard"
std::string class_name(const std::string& name) {
    std::string result;
    bool is_first = true;
    for (const char c : name) {
        if (c == '-' || c == '_') {
            is_first = true;
        } else {
            result += is_first ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
            is_first = false;
        }
    }
    return result;
}

void replace_all(std::string& text, std::string_view from, const std::string& to) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
    }
}

std::string renamed(std::string text, const std::string& name) {
    replace_all(text, template_name, name);
    replace_all(text, template_class, class_name(name));
    return text;
}

tl::expected<void, std::string> copy_renamed(const fs::path& source, const fs::path& target, const std::string& name) {
    std::ifstream input(source, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(input), {}};
    std::ofstream output(target, std::ios::binary);
    output << renamed(text, name);
    output.close();
    if (!input || !output) {
        return tl::unexpected("can't copy " + source.string() + " to " + target.string());
    }
    return {};
}

} // namespace

tl::expected<void, std::string> make_new_plugin(const fs::path& templates, const std::string& name,
                                                const fs::path& target) {
    std::error_code error;
    if (!is_name(name)) {
        return tl::unexpected("'" + name +
                              "' can't be the name of a plugin: it is lower-case letters, digits, - and _, "
                              "with a letter first");
    }
    if (!fs::is_directory(templates, error)) {
        return tl::unexpected("the template is missing: there is no folder " + templates.string() +
                              "; install Halberd's SDK (cmake --install BUILD --component sdk)");
    }
    if (fs::exists(target, error) && !fs::is_empty(target, error)) {
        return tl::unexpected(target.string() + " exists and is not empty; nothing is overwritten");
    }
    fs::create_directories(target, error);
    if (error) {
        return tl::unexpected("can't make the folder " + target.string() + ": " + error.message());
    }
    for (const fs::directory_entry& entry : fs::directory_iterator(templates)) {
        const fs::path copy = target / renamed(entry.path().filename().string(), name);
        if (const auto copied = copy_renamed(entry.path(), copy, name); !copied) {
            return copied;
        }
    }
    return {};
}

fs::path installed_template() {
    return fs::read_symlink("/proc/self/exe").parent_path().parent_path() / "share/halberd/template";
}

} // namespace halberd
