#include "core/config/similar_name.hpp"

#include "core/config/ascii_case.hpp"

#include <algorithm>

namespace halberd {
namespace {

constexpr std::size_t shortest_part = 4; // a shorter word says nothing by being contained in another

bool contains_other(const std::string& left, const std::string& right) {
    const auto& [shorter, longer] =
        std::minmax(left, right, [](const auto& a, const auto& b) { return a.size() < b.size(); });
    return shorter.size() >= shortest_part && longer.find(shorter) != std::string::npos;
}

} // namespace

std::size_t edit_distance(std::string_view left, std::string_view right) {
    const std::size_t width = right.size() + 1;
    std::vector<std::size_t> before_last(width);
    std::vector<std::size_t> last(width);
    std::vector<std::size_t> row(width);
    for (std::size_t j = 0; j < width; ++j) {
        last[j] = j;
    }
    for (std::size_t i = 1; i <= left.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j < width; ++j) {
            const std::size_t replaced = last[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, replaced});
            if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1]) {
                row[j] = std::min(row[j], before_last[j - 2] + 1);
            }
        }
        std::swap(before_last, last);
        std::swap(last, row);
    }
    return last[right.size()];
}

std::string_view similar_name(std::string_view word, const std::vector<std::string_view>& candidates) {
    const std::string wanted = lower_case(word);
    const std::size_t most_errors = std::clamp<std::size_t>(word.size() / 3, 1, 3);
    std::string_view nearest;
    std::size_t nearest_distance = most_errors + 1;
    std::string_view related;
    for (const std::string_view candidate : candidates) {
        const std::string name = lower_case(candidate);
        const auto [shorter, longer] = std::minmax({wanted.size(), name.size()});
        // The distance is at least the difference of the lengths, and costs their product.
        const std::size_t distance = longer - shorter > most_errors ? longer : edit_distance(wanted, name);
        if (distance < nearest_distance && distance < std::max(wanted.size(), name.size())) {
            nearest = candidate;
            nearest_distance = distance;
        }
        if (candidate.size() > related.size() && contains_other(wanted, name)) {
            related = candidate;
        }
    }
    return nearest.empty() ? related : nearest;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& candidates,
                         std::string_view otherwise) {
    const std::string_view name = similar_name(word, candidates);
    return name.empty() ? std::string(otherwise) : "did you mean '" + std::string(name) + "'?";
}

} // namespace halberd
