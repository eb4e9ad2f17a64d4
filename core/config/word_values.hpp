#pragma once

#include "core/config/ascii_case.hpp"
#include "core/config/bad_value.hpp"
#include "core/config/unicode_text.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace halberd {

// One of the few words that a value can be, and what it stands for.
template <class Value>
struct Word {
    std::string_view text;
    Value value;
};

template <class Value, std::size_t Count>
using Words = std::array<Word<Value>, Count>;

// "raw, text or json"
template <class Value, std::size_t Count>
std::string list_of(const Words<Value, Count>& words) {
    std::string list;
    for (std::size_t i = 0; i < Count; ++i) {
        list += i == 0 ? "" : i + 1 == Count ? " or " : ", ";
        list += words[i].text;
    }
    return list;
}

// The value of a word, in any case. Otherwise the reason is that the text `is_not`: "is not a format of logs".
template <class Value, std::size_t Count>
Parsed<Value> parse_word(std::string_view text, const Words<Value, Count>& words, std::string_view is_not) {
    const std::string lower = lower_case(strip(text));
    const auto found = std::find_if(words.begin(), words.end(), [&](const auto& word) { return word.text == lower; });
    if (found == words.end()) {
        return bad_value("'" + std::string(text) + "' " + std::string(is_not), "write " + list_of(words));
    }
    return found->value;
}

// The word for a value, which must be one of theirs.
template <class Value, std::size_t Count>
std::string word_for(Value value, const Words<Value, Count>& words) {
    return std::string(
        std::find_if(words.begin(), words.end(), [&](const auto& word) { return word.value == value; })->text);
}

} // namespace halberd
