#include "core/daemon/startup.hpp"

#include <cstdio>
#include <exception>

int main(int argc, char** argv) {
    try {
        return halberd::run_supervisord(argv[0], {argv + 1, argv + argc});
    } catch (const std::exception& error) {
        std::fprintf(stderr, "Error: supervisord ends because of an unexpected failure: %s\n", error.what());
        return 2;
    }
}
