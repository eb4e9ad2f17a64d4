#pragma once

#include "core/base/unique_fd.hpp"

#include <array>
#include <cstddef>

namespace halberd {

// Three descriptor numbers below nearly all others of the daemon, for the ends of the pipes of the child that is being
// made.
//
// A daemon with thousands of children has thousands of pipes. A child that gets a copy of its table of descriptors and
// closes them again takes a millisecond for each thousand, all of it while the daemon waits for its exec. So the child
// shares the table at first, and then asks for one of its own that ends behind these three.
class DescriptorSlots {
 public:
    static constexpr std::size_t Count = 3;

    // Takes the lowest free numbers from 3 on. Without is_usable() there were none.
    DescriptorSlots();

    bool is_usable() const { return slots_.back().is_open(); }

    // Puts a duplicate of `fd`, close-on-exec, into a slot and returns the slot's number; -1 and errno when that fails.
    int put(std::size_t slot, int fd) const;

    // Lets go of what is in the slots, and keeps the numbers.
    void clear() const;

    // The first number behind the slots.
    int end() const { return slots_.back().get() + 1; }

 private:
    UniqueFd placeholder_;
    std::array<UniqueFd, Count> slots_;
};

} // namespace halberd
