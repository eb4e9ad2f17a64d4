// main() of a plugin's own program, NAME: the plugin is part of the program, and its constant is found by the linker.

#include "sdk/host/listener_program.hpp"

#include <cstdio>
#include <exception>
#include <filesystem>

extern "C" const struct halberd_plugin halberd_plugin;

int main(int argc, char** argv) {
    try {
        const std::string name = std::filesystem::path(argv[0]).filename();
        return halberd::run_listener_program(halberd_plugin, name, {argv + 1, argv + argc});
    } catch (const std::exception& e) {
        std::fprintf(stderr, "%s: %s\n", argv[0], e.what());
        return 2;
    }
}
