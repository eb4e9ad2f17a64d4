// Prints the annotated sample configuration. Arguments other than -h and --help are ignored, as Supervisor's program
// does.

#include "sample_configuration.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string_view>

namespace {

constexpr std::string_view usage =
    "Usage: echo_supervisord_conf\n"
    "\n"
    "Prints a sample configuration file for supervisord and supervisorctl, with every\n"
    "key, its meaning and its default. To start from it:\n"
    "\n"
    "    echo_supervisord_conf > /etc/supervisord.conf\n";

int print(std::string_view text) {
    const bool is_written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
    if (!is_written) {
        std::fprintf(stderr, "echo_supervisord_conf: cannot write the configuration: %s\n", std::strerror(errno));
        return 1;
    }
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    for (int i = 1; i < argc; ++i) {
        const std::string_view argument = argv[i];
        if (argument == "-h" || argument == "--help") {
            return print(usage);
        }
    }
    return print(halberd::sample_configuration);
}
