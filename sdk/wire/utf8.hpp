#pragma once

#include <cstddef>
#include <string_view>

namespace halberd::wire {

// What stands at the beginning of a text that should be UTF-8.
struct Utf8Step {
    enum class Kind {
        Character,  // one code point, of `size` bytes
        Invalid,    // a byte that no code point begins with here; `size` is 1
        Incomplete, // a code point whose last bytes are missing; `size` is what there is of it
    };
    Kind kind = Kind::Invalid;
    std::size_t size = 1;
};

// Looks at the first bytes of a text, which must not be empty. Overlong forms, surrogates and values above U+10FFFF are
// invalid, as they are for Python's decoder.
Utf8Step first_utf8_step(std::string_view text);

} // namespace halberd::wire
