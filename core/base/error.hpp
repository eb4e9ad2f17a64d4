#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace halberd {

// An expected failure, as a value: what was tried, on what, and why it failed. The text is made once, at the edge, by
// message(); code that decides looks at errno_code.
struct Error {
    std::string step;   // what was tried: "open", "chdir", "parse"
    int errno_code = 0; // 0 when no system call failed
    std::string detail; // on what, or why: a path, a value, a sentence

    // "STEP DETAIL: TEXT OF ERRNO", leaving out what is empty. Without a step, `detail` is the whole message, and
    // errno_code is there for the code that decides: texts that have to match Supervisor's are passed on like this.
    std::string message() const;
};

template <class T>
using Result = tl::expected<T, Error>;

// An error without a system call behind it.
tl::unexpected<Error> failure(std::string step, std::string detail);

// An error with the given errno.
tl::unexpected<Error> system_failure(std::string step, int errno_code, std::string detail = {});

// The symbolic name of an errno: "ENOENT"; the number as text when it has none.
std::string errno_name(int errno_code);

// The C library's text for an errno: "No such file or directory". Thread-safe.
std::string errno_text(int errno_code);

} // namespace halberd
