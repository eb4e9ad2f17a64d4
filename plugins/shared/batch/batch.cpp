#include "plugins/shared/batch/batch.hpp"

#include <utility>

namespace halberd::batch {
namespace {

// So many lines are kept while no mail leaves; of those that come then only the number is.
constexpr std::size_t most_lines = 10'000;

} // namespace

void Batch::add(std::string line) {
    if (lines_.size() < most_lines) {
        lines_.push_back(std::move(line));
    } else {
        ++left_out_;
    }
}

bool Batch::on_tick() {
    passed_ += tick_;
    if (passed_ < interval_) {
        return false;
    }
    passed_ = {};
    return true;
}

std::string Batch::text() const {
    std::string text;
    for (const std::string& line : lines_) {
        text += (text.empty() ? "" : "\n") + line;
    }
    return left_out_ == 0 ? text : text + "\nand " + std::to_string(left_out_) + " more";
}

void Batch::clear() {
    lines_.clear();
    left_out_ = 0;
}

} // namespace halberd::batch
