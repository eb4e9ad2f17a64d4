#pragma once

#include <string>

namespace halberd::crash {

// What is told of a crash.
struct CrashReport {
    std::string subject;
    std::string body;
};

} // namespace halberd::crash
