#include "plugins/httpok/body_search.hpp"

#include <algorithm>

namespace halberd::httpok {

void BodySearch::feed(std::string_view piece) {
    if (found_) {
        return;
    }
    tail_ += piece;
    found_ = tail_.find(text_) != std::string::npos;
    tail_.erase(0, tail_.size() - std::min(tail_.size(), text_.size() - 1));
}

} // namespace halberd::httpok
