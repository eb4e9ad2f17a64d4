#pragma once

#include "core/base/error.hpp"

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace halberd {

// Splits a command line into words by the rules of Python's shlex.split (POSIX quotes and backslash; no expansion, no
// comments). Fails with "No closing quotation" or "No escaped character"; `culprit`, when given, becomes the offset of
// the quote or the backslash.
Result<std::vector<std::string>> split_shell_words(std::string_view text, std::size_t* culprit = nullptr);

// `word` written such that split_shell_words and a shell give it back as one word; quoted only where that is necessary.
std::string quote_shell_word(std::string_view word);

// Reads the value of environment=: A="1",B=two,C='with, comma'. Inside quotes of either kind commas are text; inside
// double quotes \" and \\ stand for the character; '#' outside of quotes starts a comment. Any single character may
// stand where the comma does. Supervisor 4.4: datatypes.py dict_of_key_value_pairs(), on shlex in POSIX mode; other
// than there, letters beyond ASCII need no quotes. The error does not quote the text, which may hold secrets;
// `culprit`, when given, becomes the offset of the word that is wrong or where one is missing, or of the quote that
// does not close.
Result<std::map<std::string, std::string>> parse_key_value_pairs(std::string_view text, std::size_t* culprit = nullptr);

} // namespace halberd
