#include "ctl/options.hpp"
#include "ctl/program.hpp"

#include <malloc.h>

#include <cstdio>
#include <exception>

namespace {

// A command lives for some milliseconds: memory that goes back to the kernel between two of its steps (the file, an
// answer, what was read from it) would be paid for again, page by page.
void keep_freed_memory() {
    constexpr int most = 64 * 1024 * 1024;
    ::mallopt(M_MMAP_THRESHOLD, most / 2); // the most that glibc takes
    ::mallopt(M_TRIM_THRESHOLD, most);
}

} // namespace

int main(int argc, char** argv) {
    keep_freed_memory();
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
