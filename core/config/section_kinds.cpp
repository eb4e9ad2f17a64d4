#include "core/config/section_kinds.hpp"

#include "core/config/alert_keys.hpp"
#include "core/config/ascii_case.hpp"
#include "core/config/fcgi_keys.hpp"
#include "core/config/http_server_keys.hpp"
#include "core/config/listener_keys.hpp"
#include "core/config/program_keys.hpp"
#include "core/config/section_reader.hpp"
#include "core/config/server_keys.hpp"
#include "core/config/similar_name.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halberd {
namespace {

using Names = std::vector<std::string_view>;

// A kind of section: "supervisord" is the whole name of one, "program:" is followed by a name.
struct SectionKind {
    std::string_view title;
    Names keys;
    bool has_any_key = false; // the keys are a plugin's own

    bool takes_name() const { return title.ends_with(':'); }
    bool has_defaults() const { return title.ends_with("-default"); }
};

std::vector<SectionKind> section_kinds() {
    Names listener_keys = program_key_names();
    for (const std::string_view key : listener_key_names()) {
        listener_keys.push_back(key);
    }
    Names fcgi_keys = program_key_names();
    for (const std::string_view key : fcgi_key_names()) {
        fcgi_keys.push_back(key);
    }
    return {
        {"supervisord", supervisord_key_names()},
        {"supervisorctl", {"serverurl", "username", "password", "prompt", "history_file", "ca", "certificate", "key"}},
        {"unix_http_server", unix_server_key_names()},
        {"inet_http_server", inet_server_key_names()},
        {"http_user:", user_key_names()},
        {"include", {"files"}},
        {"alerts", alert_key_names()},
        {"program:", program_key_names()},
        {"program-default", program_key_names()},
        {"eventlistener:", listener_keys},
        {"eventlistener-default", listener_keys},
        {"group:", group_key_names()},
        {"rpcinterface:", {"supervisor.rpcinterface_factory", "plugin", "whitelist"}},
        {"fcgi-program:", fcgi_keys},
        {"ctlplugin:", {}, true},
    };
}

class SectionCheck {
 public:
    explicit SectionCheck(Diagnostics& diagnostics) : kinds_(section_kinds()), diagnostics_(diagnostics) {}

    void check(const IniSection& section) {
        const SectionKind* kind = kind_of(section.name);
        if (kind == nullptr) {
            report_unknown(section);
        } else if (!kind->has_any_key) {
            for (const IniEntry& entry : section.entries) {
                check_key(section, entry, kind->keys);
            }
        }
    }

    void check_defaults(const IniSection& defaults) {
        Names all;
        for (const SectionKind& kind : kinds_) {
            all.insert(all.end(), kind.keys.begin(), kind.keys.end());
        }
        for (const IniEntry& entry : defaults.entries) {
            check_key(defaults, entry, all);
        }
    }

 private:
    const SectionKind* kind_of(std::string_view section) const {
        const auto found = std::find_if(kinds_.begin(), kinds_.end(), [&](const SectionKind& kind) {
            const bool is_server = is_unix_server_section(kind.title) || is_inet_server_section(kind.title);
            return kind.takes_name() || is_server ? section.starts_with(kind.title) : section == kind.title;
        });
        return found == kinds_.end() ? nullptr : &*found;
    }

    void check_key(const IniSection& section, const IniEntry& entry, const Names& known) {
        if (std::find(known.begin(), known.end(), entry.key) != known.end()) {
            return;
        }
        if (is_unfinished_header(entry)) {
            report(Diagnostic::Severity::Error, entry.origin, "unknown-key",
                   about(section.name, "") + fmt::format("'{}' looks like the header of a section", entry.written_key),
                   "write ']' at its end");
            return;
        }
        std::string hint = did_you_mean(entry.key, known, owner_of(entry.key));
        report(Diagnostic::Severity::Warning, entry.origin, "unknown-key",
               about(section.name, "") + fmt::format("unknown key '{}' is ignored", entry.key), std::move(hint));
    }

    // "[program:web" without its bracket reads as the key "[program" with a value.
    bool is_unfinished_header(const IniEntry& entry) const {
        const std::string_view key = entry.written_key;
        return key.starts_with('[') && (kind_of(key.substr(1)) != nullptr || kind_of(std::string(key.substr(1)) + ":"));
    }

    void report(Diagnostic::Severity severity, const Origin& origin, std::string_view code, std::string message,
                std::string hint) {
        Diagnostic one;
        one.severity = severity;
        one.origin = origin;
        one.code = code;
        one.message = std::move(message);
        one.hint = std::move(hint);
        diagnostics_.add(std::move(one));
    }

    // Which section a key that is known elsewhere belongs to.
    std::string owner_of(const std::string& key) const {
        for (const SectionKind& kind : kinds_) {
            if (std::find(kind.keys.begin(), kind.keys.end(), key) != kind.keys.end()) {
                return fmt::format("it belongs in [{}]", example(kind, "x"));
            }
        }
        return "";
    }

    static std::string example(const SectionKind& kind, std::string_view name) {
        return std::string(kind.title) + (kind.takes_name() ? std::string(name.empty() ? "NAME" : name) : "");
    }

    void report_unknown(const IniSection& section) {
        const std::string message = about(section.name, "") + "unknown section";
        if (const auto meant = meant_section(section.name)) {
            report(Diagnostic::Severity::Error, section.origin, "unknown-section", message,
                   fmt::format("did you mean [{}]?", *meant));
        } else {
            report(Diagnostic::Severity::Warning, section.origin, "unknown-section", message + " is ignored",
                   "another tool may use it");
        }
    }

    // The section that a name with a slip of the pen means: [programm:web], [supervisrd], [program web], [Program:web].
    std::optional<std::string> meant_section(std::string_view section) const {
        const auto meant = meant_section(section, [](const SectionKind& kind) { return !kind.has_defaults(); });
        return meant ? meant : meant_section(section, &SectionKind::has_defaults);
    }

    template <class Predicate>
    std::optional<std::string> meant_section(std::string_view section, Predicate is_candidate) const {
        const std::size_t separator = std::min(section.find_first_of(":. ="), section.size());
        const std::string_view word = section.substr(0, separator);
        const std::string_view name = section.substr(std::min(separator + 1, section.size()));
        Names titles;
        for (const SectionKind& kind : kinds_) {
            if (std::invoke(is_candidate, kind)) {
                titles.push_back(kind.takes_name() ? kind.title.substr(0, kind.title.size() - 1) : kind.title);
            }
        }
        const std::string_view title = similar_name(word, titles);
        if (title.empty()) {
            return std::nullopt;
        }
        // A word that is merely part of another ([server], [listener]) is a slip only where a program's name follows.
        const bool is_slip = edit_distance(word, title) <= std::max<std::size_t>(1, title.size() / 4) ||
                             equals_ignoring_case(word, title);
        const SectionKind& kind = *std::find_if(kinds_.begin(), kinds_.end(),
                                                [&](const SectionKind& one) { return one.title.starts_with(title); });
        if (!is_slip && !(kind.takes_name() && !name.empty())) {
            return std::nullopt;
        }
        return example(kind, name);
    }

    std::vector<SectionKind> kinds_;
    Diagnostics& diagnostics_;
};

} // namespace

std::map<std::string, std::vector<std::string_view>> known_keys() {
    std::map<std::string, std::vector<std::string_view>> keys;
    for (const SectionKind& kind : section_kinds()) {
        if (!kind.has_defaults()) {
            keys.emplace(kind.title, kind.keys);
        }
    }
    return keys;
}

void check_sections(const IniDocument& document, Diagnostics& diagnostics) {
    SectionCheck check(diagnostics);
    check.check_defaults(document.defaults());
    for (const IniSection& section : document.sections()) {
        check.check(section);
    }
}

} // namespace halberd
