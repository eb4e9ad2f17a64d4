#include "plugins/shared/batch/batch.hpp"

#include <utility>

namespace halberd::batch {
namespace {

// So many lines are kept while no mail leaves; of those that come then only the number is.
constexpr std::size_t most_lines = 10'000;

} // namespace

void Batch::add(Line line) {
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

Batch::Part Batch::part(const IsTold& is_told) const {
    Part part;
    for (const Line& line : lines_) {
        if (is_told(line.process)) {
            part.text += (part.count++ == 0 ? "" : "\n") + line.text;
        }
    }
    if (part.count > 0 && left_out_ > 0) {
        part.text += "\nand " + std::to_string(left_out_) + " more";
        part.count += left_out_;
    }
    return part;
}

void Batch::remove(const IsTold& is_told) {
    std::erase_if(lines_, [&](const Line& line) { return is_told(line.process); });
    left_out_ = 0;
}

} // namespace halberd::batch
