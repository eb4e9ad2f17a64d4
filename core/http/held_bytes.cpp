#include "core/http/held_bytes.hpp"

#include <algorithm>
#include <utility>

namespace halberd {

bool HeldBytes::Share::take_body(std::size_t size) {
    if (size <= all_.free_) {
        return true;
    }
    if (all_.bodies_ + size > all_.most_) {
        return false;
    }
    body_ = size;
    all_.bodies_ += size;
    return true;
}

void HeldBytes::Share::take_answer(std::size_t size) {
    on_progress();
    if (size <= all_.free_) {
        return;
    }
    all_.make_room_for_answer(size);
    answer_ = size;
    all_.answers_ += size;
    all_.with_answer_.insert(this);
}

void HeldBytes::Share::release() {
    all_.bodies_ -= std::exchange(body_, 0);
    if (answer_ > 0) {
        all_.answers_ -= std::exchange(answer_, 0);
        all_.with_answer_.erase(this);
    }
}

void HeldBytes::make_room_for_answer(std::size_t size) {
    // One alone may be larger than all together should be.
    while (!with_answer_.empty() && answers_ + size > most_) {
        Share* slowest = *std::min_element(with_answer_.begin(), with_answer_.end(),
                                           [](Share* one, Share* other) { return one->taken_at_ < other->taken_at_; });
        slowest->release();
        slowest->cut_();
    }
}

} // namespace halberd
