#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace halberd {

// How many letters must be inserted, removed, replaced or swapped with their neighbour to turn one word into the other.
std::size_t edit_distance(std::string_view left, std::string_view right);

// The candidate that `word` was probably meant to be: the one with the fewest typing errors (at most one in three
// letters, and three in all), else one that contains the word or is contained in it. Upper and lower case are the same.
// Empty when none is similar.
std::string_view similar_name(std::string_view word, const std::vector<std::string_view>& candidates);

// "did you mean 'NAME'?" for the most similar candidate, `otherwise` when none is similar.
std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& candidates,
                         std::string_view otherwise = {});

} // namespace halberd
