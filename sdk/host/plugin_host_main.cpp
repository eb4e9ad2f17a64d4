// halberd-plugin-host: runs a plugin's shared object as an external event listener, under any supervisord.

#include "sdk/host/listener_program.hpp"
#include "sdk/host/plugin_library.hpp"

#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>
#include <vector>

namespace {

constexpr const char* usage =
    "Usage: halberd-plugin-host FILE.so [ARGUMENT...]\n"
    "\n"
    "Runs the plugin FILE.so as an event listener, in a process of its own. It is meant for the\n"
    "command= of an [eventlistener:x] section, under Halberd or Supervisor. The arguments after\n"
    "FILE.so are the plugin's; \"halberd-plugin-host FILE.so -h\" asks the plugin for its own help.\n"
    "\n"
    "  -h, --help   print this text\n"
    "\n"
    "Exit status: 0 when supervisord closed the input, 1 when the plugin gave up or this is not\n"
    "run by a supervisord, 2 when the plugin can't be loaded or started.\n";

int run(const std::vector<std::string>& words) {
    if (words.empty()) {
        std::fprintf(stderr, "halberd-plugin-host: which plugin? The first argument is its .so file\n\n%s", usage);
        return 2;
    }
    if (words[0] == "-h" || words[0] == "--help") {
        std::fputs(usage, stdout);
        return 0;
    }
    if (words[0].starts_with('-')) {
        std::fprintf(stderr, "halberd-plugin-host: there is no option %s\n\n%s", words[0].c_str(), usage);
        return 2;
    }
    const auto library = halberd::PluginLibrary::load(words[0]);
    if (!library) {
        std::fprintf(stderr, "halberd-plugin-host: %s\n", library.error().c_str());
        return 2;
    }
    const std::string name = std::filesystem::path(words[0]).stem();
    return halberd::run_listener_program(library->table(), name, {words.begin() + 1, words.end()});
}

} // namespace

int main(int argc, char** argv) {
    try {
        return run({argv + 1, argv + argc});
    } catch (const std::exception& e) {
        std::fprintf(stderr, "halberd-plugin-host: %s\n", e.what());
        return 2;
    }
}
