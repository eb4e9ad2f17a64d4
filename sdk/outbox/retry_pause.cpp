#include "sdk/outbox/retry_pause.hpp"

#include <algorithm>

namespace halberd::outbox {

std::chrono::milliseconds retry_pause(unsigned attempts, double chance) {
    constexpr std::chrono::milliseconds first_pause{5000};
    constexpr unsigned enough_doublings = 6;
    const auto pause = std::min<std::chrono::milliseconds>(
        first_pause * (1U << std::min(attempts - 1, enough_doublings)), longest_pause);
    return std::chrono::milliseconds(static_cast<long>(static_cast<double>(pause.count()) * (0.8 + 0.4 * chance)));
}

} // namespace halberd::outbox
