#include "core/os/descriptor_slots.hpp"

#include <fcntl.h>
#include <unistd.h>

namespace halberd {
namespace {

constexpr int FirstOtherFd = 3;

} // namespace

DescriptorSlots::DescriptorSlots() {
    placeholder_.reset(::open("/dev/null", O_RDWR | O_CLOEXEC));
    if (!placeholder_) {
        return;
    }
    // In rising order, each the lowest that is free.
    for (UniqueFd& slot : slots_) {
        slot.reset(::fcntl(placeholder_.get(), F_DUPFD_CLOEXEC, FirstOtherFd));
    }
}

int DescriptorSlots::put(std::size_t slot, int fd) const {
    return ::dup3(fd, slots_.at(slot).get(), O_CLOEXEC);
}

void DescriptorSlots::clear() const {
    for (const UniqueFd& slot : slots_) {
        ::dup3(placeholder_.get(), slot.get(), O_CLOEXEC);
    }
}

} // namespace halberd
