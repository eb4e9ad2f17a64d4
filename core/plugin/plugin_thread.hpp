#pragma once

#include <pthread.h>

#include <string>
#include <string_view>

namespace halberd {

// Gives the thread that calls a name for top and debuggers, as long as the kernel allows.
inline void name_this_thread(std::string_view name) {
    constexpr std::size_t longest = 15;
    pthread_setname_np(pthread_self(), std::string(name.substr(0, longest)).c_str());
}

} // namespace halberd
