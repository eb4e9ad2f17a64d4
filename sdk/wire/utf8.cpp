#include "sdk/wire/utf8.hpp"

#include <algorithm>
#include <iterator>

namespace halberd::wire {
namespace {

// The first byte decides how many bytes there are and the range of the second; all others are 0x80 to 0xBF.
// The Unicode Standard, table 3-7, "Well-Formed UTF-8 Byte Sequences".
struct Form {
    unsigned char first_max; // of first bytes from the row before up to this one
    unsigned char size;      // in bytes; 0: no code point begins so
    unsigned char second_min;
    unsigned char second_max;
};

constexpr Form forms[] = {
    {0x7F, 1, 0, 0},       {0xC1, 0, 0, 0},       {0xDF, 2, 0x80, 0xBF}, {0xE0, 3, 0xA0, 0xBF},
    {0xEC, 3, 0x80, 0xBF}, {0xED, 3, 0x80, 0x9F}, {0xEF, 3, 0x80, 0xBF}, {0xF0, 4, 0x90, 0xBF},
    {0xF3, 4, 0x80, 0xBF}, {0xF4, 4, 0x80, 0x8F}, {0xFF, 0, 0, 0},
};

const Form& form_of(unsigned char first) {
    return *std::find_if(std::begin(forms), std::end(forms), [&](const Form& form) { return first <= form.first_max; });
}

} // namespace

Utf8Step first_utf8_step(std::string_view text) {
    const Form& form = form_of(static_cast<unsigned char>(text[0]));
    if (form.size == 0) {
        return {Utf8Step::Kind::Invalid, 1};
    }
    for (std::size_t i = 1; i < form.size; ++i) {
        if (i == text.size()) {
            return {Utf8Step::Kind::Incomplete, i};
        }
        const auto byte = static_cast<unsigned char>(text[i]);
        const unsigned char min = i == 1 ? form.second_min : 0x80;
        const unsigned char max = i == 1 ? form.second_max : 0xBF;
        if (byte < min || byte > max) {
            return {Utf8Step::Kind::Invalid, 1};
        }
    }
    return {Utf8Step::Kind::Character, form.size};
}

} // namespace halberd::wire
