#pragma once

#include "core/config/diagnostics.hpp"
#include "core/config/expand.hpp"
#include "core/config/ini_source.hpp"
#include "core/config/lint.hpp"
#include "core/config/option_key.hpp"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace halberd {

// What every step of reading a configuration works with.
struct ReadContext {
    const IniDocument& document;
    Expansions names; // that hold in every section
    ValueContext values;
    Diagnostics& diagnostics;
    bool looks_for_pitfalls = false; // what is allowed and hardly meant, for `lint`
};

// The names that hold in every section: host_node_name, and ENV_X for each variable X. "here" comes with each value.
Expansions common_names(const ConfigEnvironment& environment);

// Adds ENV_X for each variable X, or replaces it.
void add_environment(Expansions& names, const std::map<std::string, std::string>& variables);

// "[section] KEY: ", in front of a message about one value.
std::string about(std::string_view section, std::string_view key);

// Reads the values of one section: finds a key, be it in a section of defaults, expands what it holds, parses it, and
// reports what is wrong with file and line. %(here)s is the folder of the file that the value stands in.
class SectionReader {
 public:
    // What the section does not set comes from the section named `defaults` ("program-default"), where there is one,
    // and then from [DEFAULT]. `context` and `section` must outlive the reader.
    SectionReader(const ReadContext& context, const IniSection& section, std::string_view defaults = {});

    const IniSection& section() const { return section_; }

    // A name that %(name)s may use in this section.
    void define(std::string_view name, Expansion value);
    void define_environment(const std::map<std::string, std::string>& variables);

    // The entry of a key, or nullptr when neither the section nor its defaults have it.
    const IniEntry* find(std::string_view key) const;

    // The values of all keys that the section has go to `target`; the other members keep their defaults.
    template <class Target>
    void read(std::span<const Key<Target>> keys, Target& target) {
        for (const Key<Target>& key : keys) {
            read(key, target);
        }
    }

    template <class Target>
    void read(const Key<Target>& key, Target& target) {
        const IniEntry* entry = find(key.name);
        if (entry == nullptr) {
            return;
        }
        if (const auto text = expanded(*entry)) {
            if (const auto bad = key.read(*text, context_.values, target)) {
                report(*entry, *bad);
            }
        }
    }

    // A message about the value of a key, the byte `offset` of it as it is written, or about the section when it has no
    // such key.
    void error(std::string_view key, const std::string& message, std::string hint = {}, std::size_t offset = 0);
    void warning(std::string_view key, const std::string& message, std::string hint = {});

    // An error about a key that is not there, shown at the key that asks for it, or at the section. Nothing is said
    // when lines of the section could not be read: the key may stand in one of them.
    void missing(std::string_view asked_by, const std::string& message, std::string hint);
    void missing(const std::string& message, std::string hint) { missing("", message, std::move(hint)); }

    // A warning about a pitfall.
    void warning(const Pitfall& pitfall);

    // True when an error was reported.
    bool has_failed() const { return has_failed_; }

 private:
    std::optional<std::string> expanded(const IniEntry& entry);
    void report_expansion(const IniEntry& entry, const BadValue& bad);
    void report(const IniEntry& entry, const BadValue& bad);

    // Where a key stands: an entry and the section that has it; the section itself when none has it.
    struct Place {
        const IniSection& section;
        const IniEntry* entry;
    };
    Place place_of(std::string_view key) const;
    Diagnostic finding(Diagnostic::Severity severity, std::string_view key, const std::string& message,
                       std::string hint, std::size_t offset) const;

    const ReadContext& context_;
    const IniSection& section_;
    std::vector<const IniSection*> layers_; // where a key is looked for, in this order
    Expansions names_;
    std::string here_file_;  // the file that the "here" of names_ belongs to
    ExpansionPlaces places_; // of the value that was expanded last
    bool has_failed_ = false;
};

} // namespace halberd
