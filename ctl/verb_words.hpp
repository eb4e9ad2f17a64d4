#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace halberd::ctl {

// An option of a verb: "--json", "-f". One with a value takes it from the same word, "--timeout=30s", or, when it must
// have one, from the next word.
struct VerbOption {
    enum class Value { None, Optional, Required };

    std::string_view name;
    Value value = Value::None;
};

// What stands behind a verb, taken apart: its options and the other words.
//
// Supervisor's verbs have no options but `tail`'s: every word is a name to them. So theirs, extended by us, know those
// options alone that we have added to them; every other word stays where it was, and means what it meant. The verbs
// that are ours refuse what they do not know, and their words may be quoted, as in a shell.
class VerbWords {
 public:
    // For a verb of Supervisor's.
    static tl::expected<VerbWords, std::string> of_supervisors_verb(std::string_view argument,
                                                                    std::span<const VerbOption> options);

    // For a verb of ours. Both errors are a line for the user: "Error: --timeout requires a value".
    static tl::expected<VerbWords, std::string> of_our_verb(std::string_view argument,
                                                            std::span<const VerbOption> options);

    bool has(std::string_view option) const;

    // The value of an option; nothing when it is not there or has none. The last one counts.
    std::optional<std::string> value(std::string_view option) const;

    // What is no option, in the order of the user.
    const std::vector<std::string>& names() const { return names_; }

 private:
    struct Given {
        std::string_view option;
        std::optional<std::string> value;
    };

    static tl::expected<VerbWords, std::string> parse(const std::vector<std::string>& words,
                                                      std::span<const VerbOption> options, bool refuses_unknown);

    std::vector<Given> given_;
    std::vector<std::string> names_;
};

} // namespace halberd::ctl
