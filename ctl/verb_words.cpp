#include "ctl/verb_words.hpp"

#include "core/config/shell_words.hpp"
#include "ctl/words.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace halberd::ctl {
namespace {

using Value = VerbOption::Value;

// The option that a word is, with or without a value behind "="; nullptr when it is none of them.
const VerbOption* find_option(std::string_view word, std::span<const VerbOption> options) {
    const auto found = std::find_if(options.begin(), options.end(), [&](const VerbOption& option) {
        const bool has_value = option.value != Value::None && word.starts_with(option.name) &&
                               word.substr(option.name.size()).starts_with('=');
        return word == option.name || has_value;
    });
    return found == options.end() ? nullptr : &*found;
}

} // namespace

tl::expected<VerbWords, std::string> VerbWords::of_supervisors_verb(std::string_view argument,
                                                                    std::span<const VerbOption> options) {
    const auto words = split_words(argument);
    return parse({words.begin(), words.end()}, options, false);
}

tl::expected<VerbWords, std::string> VerbWords::of_our_verb(std::string_view argument,
                                                            std::span<const VerbOption> options) {
    const auto words = split_shell_words(argument);
    if (!words) {
        return tl::unexpected("Error: " + words.error().detail + " in: " + std::string(argument));
    }
    return parse(*words, options, true);
}

tl::expected<VerbWords, std::string> VerbWords::parse(const std::vector<std::string>& words,
                                                      std::span<const VerbOption> options, bool refuses_unknown) {
    VerbWords made;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string& word = words[i];
        const VerbOption* option = find_option(word, options);
        if (option == nullptr) {
            if (refuses_unknown && word.size() > 1 && word.starts_with('-')) {
                return tl::unexpected("Error: bad argument " + word);
            }
            made.names_.push_back(word);
            continue;
        }
        Given given{option->name, std::nullopt};
        if (word.size() > option->name.size()) {
            given.value = word.substr(option->name.size() + 1);
        } else if (option->value == Value::Required) {
            if (i + 1 == words.size()) {
                return tl::unexpected("Error: " + word + " requires a value");
            }
            given.value = words[++i];
        }
        made.given_.push_back(std::move(given));
    }
    return made;
}

bool VerbWords::has(std::string_view option) const {
    return std::any_of(given_.begin(), given_.end(), [&](const Given& given) { return given.option == option; });
}

std::optional<std::string> VerbWords::value(std::string_view option) const {
    const auto found =
        std::find_if(given_.rbegin(), given_.rend(), [&](const Given& given) { return given.option == option; });
    return found == given_.rend() ? std::nullopt : found->value;
}

} // namespace halberd::ctl
