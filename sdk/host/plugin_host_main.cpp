// halberd-plugin-host: runs a plugin's shared object as an external event listener, under any supervisord; describes
// it; plays recorded events to it.

#include "sdk/host/describe_plugin.hpp"
#include "sdk/host/listener_program.hpp"
#include "sdk/host/new_plugin.hpp"
#include "sdk/host/play_events.hpp"
#include "sdk/host/plugin_library.hpp"

#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>
#include <vector>

namespace {

constexpr const char* usage =
    "Usage: halberd-plugin-host FILE.so [ARGUMENT...]\n"
    "       halberd-plugin-host --describe FILE.so\n"
    "       halberd-plugin-host --play EVENTS FILE.so [ARGUMENT...]\n"
    "       halberd-plugin-host --new NAME FOLDER\n"
    "\n"
    "Runs the plugin FILE.so as an event listener, in a process of its own. It is meant for the\n"
    "command= of an [eventlistener:x] section, under Halberd or Supervisor. The arguments after\n"
    "FILE.so are the plugin's; \"halberd-plugin-host FILE.so -h\" asks the plugin for its own help.\n"
    "\n"
    "  --describe     print the plugin's id, version, ABI, the events that it wishes for and its\n"
    "                 options, and start nothing\n"
    "  --play EVENTS  feed the events of a file to the plugin and print what becomes of each. The\n"
    "                 file is a recording of a listener's standard input, or has an event a line:\n"
    "                 \"TICK_5 when:1201063880\"; \"| \" goes on with the payload above it, \"#\"\n"
    "                 begins a comment. What the plugin logs appears on stderr\n"
    "  --new NAME     make a plugin called NAME in FOLDER: a project that builds, passes its tests\n"
    "                 and runs, to go on from. Overwrites nothing\n"
    "  -h, --help     print this text\n"
    "\n"
    "Exit status: 0 when supervisord closed the input, or every event that was played was OK; 1 when\n"
    "the plugin gave up, an event that was played was not OK, or this is not run by a supervisord;\n"
    "2 when the plugin can't be loaded or started.\n";

constexpr int exit_wrong_usage = 2;

using Words = std::vector<std::string>;

int refuse(const std::string& reason) {
    std::fprintf(stderr, "halberd-plugin-host: %s\n\n%s", reason.c_str(), usage);
    return exit_wrong_usage;
}

// Loads the plugin that the first word names and has `use` make something of it, its name and the words after it.
template <class Use>
int with_plugin(const Words& words, Use use) {
    if (words.empty()) {
        return refuse("which plugin? The first argument is its .so file");
    }
    const auto library = halberd::PluginLibrary::load(words[0]);
    if (!library) {
        std::fprintf(stderr, "halberd-plugin-host: %s\n", library.error().c_str());
        return exit_wrong_usage;
    }
    const std::string name = std::filesystem::path(words[0]).stem();
    return use(library->table(), name, Words(words.begin() + 1, words.end()));
}

int describe(const Words& words) {
    if (words.size() > 1) {
        return refuse("--describe takes one plugin and nothing after it");
    }
    return with_plugin(words, [](const struct halberd_plugin& plugin, const std::string&, const Words&) {
        std::fputs(halberd::describe_plugin(plugin).c_str(), stdout);
        return 0;
    });
}

int play(const Words& words) {
    if (words.empty()) {
        return refuse("--play needs a file with events and a plugin");
    }
    return with_plugin(Words(words.begin() + 1, words.end()),
                       [&](const struct halberd_plugin& plugin, const std::string& name, const Words& arguments) {
                           return halberd::play_events(plugin, name, arguments, words[0]);
                       });
}

int make_new(const Words& words) {
    if (words.size() != 2) {
        return refuse("--new needs the name of the plugin and a folder for it");
    }
    if (const auto made = halberd::make_new_plugin(halberd::installed_template(), words[0], words[1]); !made) {
        std::fprintf(stderr, "halberd-plugin-host: %s\n", made.error().c_str());
        return exit_wrong_usage;
    }
    std::printf(
        "%s has a plugin %s. Go on with:\n  cd %s && cmake -B build && cmake --build build && ctest --test-dir build\n",
        words[1].c_str(), words[0].c_str(), words[1].c_str());
    return 0;
}

int run(const Words& words) {
    const std::string first = words.empty() ? "" : words[0];
    const Words rest(words.begin() + (words.empty() ? 0 : 1), words.end());
    if (first == "-h" || first == "--help") {
        std::fputs(usage, stdout);
        return 0;
    }
    if (first == "--describe") {
        return describe(rest);
    }
    if (first == "--play") {
        return play(rest);
    }
    if (first == "--new") {
        return make_new(rest);
    }
    if (first.starts_with('-')) {
        return refuse("there is no option " + first);
    }
    return with_plugin(words, halberd::run_listener_program);
}

} // namespace

int main(int argc, char** argv) {
    try {
        return run({argv + 1, argv + argc});
    } catch (const std::exception& e) {
        std::fprintf(stderr, "halberd-plugin-host: %s\n", e.what());
        return exit_wrong_usage;
    }
}
