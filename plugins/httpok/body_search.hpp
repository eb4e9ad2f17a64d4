#pragma once

#include <string>
#include <string_view>

namespace halberd::httpok {

// Looks for a text in a body that comes in pieces, of which it keeps only what the text may begin in.
class BodySearch {
 public:
    explicit BodySearch(std::string text) : text_(std::move(text)), found_(text_.empty()) {}

    void feed(std::string_view piece);
    bool found() const { return found_; }

 private:
    std::string text_;
    std::string tail_;
    bool found_;
};

} // namespace halberd::httpok
