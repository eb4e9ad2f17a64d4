#include "ctl/options.hpp"
#include "ctl/program.hpp"

#include <cstdio>
#include <exception>

int main(int argc, char** argv) {
    try {
        const auto options = halberd::ctl::read_options(argc, argv);
        if (!options) {
            std::fputs(options.error().text.c_str(), options.error().exit_status == 0 ? stdout : stderr);
            return options.error().exit_status;
        }
        return halberd::ctl::run_program(*options);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "supervisorctl: %s\n", error.what());
        return 1;
    }
}
