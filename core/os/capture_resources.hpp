#pragma once

#include "core/base/byte_size.hpp"
#include "core/base/unique_fd.hpp"

#include <cstddef>

namespace halberd {

// What all captures of the daemon share: where discarded output goes, and the budget for large pipes.
//
// A child that writes fast is served best through a pipe of 1 MiB. The kernel counts what the pipes of a user may hold;
// past its limit of 64 MiB every new pipe of an unprivileged user has 8 KiB only. Hence a budget of half that, and
// large pipes for those who fill theirs.
class CaptureResources {
 public:
    CaptureResources();
    explicit CaptureResources(ByteSize large_pipes);

    // Open for writing, and takes everything.
    int null_device() const { return null_device_.get(); }

    // Enlarges a pipe by one of its descriptors, if the budget and the kernel permit. Returns whether it did; then the
    // pipe's owner calls give_back() when it is closed.
    bool enlarge(int pipe);
    void give_back();

    static constexpr std::size_t LargePipe = (1_MiB).bytes;

 private:
    UniqueFd null_device_;
    std::size_t left_; // large pipes that may still be made
};

} // namespace halberd
