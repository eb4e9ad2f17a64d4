#include "core/config/section_reader.hpp"

#include "core/config/path_values.hpp"
#include "core/config/secrets.hpp"

#include <algorithm>
#include <utility>

namespace halberd {
namespace {

// What to write when the text around a value is the trouble: quotes, or a comment that is none. Empty otherwise.
std::string hint_about_syntax(const IniEntry& entry) {
    const std::string_view value = entry.value;
    const bool is_quoted =
        value.size() >= 2 && value.front() == value.back() && (value.front() == '"' || value.front() == '\'');
    if (is_quoted) {
        return is_secret_key(entry.key)
                   ? "the value stands without quotes around it"
                   : "values stand without quotes: " + std::string(value.substr(1, value.size() - 2));
    }
    if (value.find('\n') != std::string_view::npos) {
        return "an indented line continues the value above it";
    }
    return value.find(';') != std::string_view::npos ? "a comment needs a space before its ';'" : "";
}

} // namespace

Expansions common_names(const ConfigEnvironment& environment) {
    Expansions names{{"host_node_name", environment.host_name}};
    add_environment(names, environment.variables);
    return names;
}

void add_environment(Expansions& names, const std::map<std::string, std::string>& variables) {
    for (const auto& [name, value] : variables) {
        names.insert_or_assign("ENV_" + name, value);
    }
}

std::string about(std::string_view section, std::string_view key) {
    std::string text = "[" + std::string(section) + "] ";
    if (!key.empty()) {
        text += std::string(key) + ": ";
    }
    return text;
}

SectionReader::SectionReader(const ReadContext& context, const IniSection& section, std::string_view defaults)
    : context_(context), section_(section), layers_{&section}, names_(context.names) {
    if (const IniSection* layer = context.document.find(defaults)) {
        layers_.push_back(layer);
    }
    layers_.push_back(&context.document.defaults());
}

void SectionReader::define(std::string_view name, Expansion value) {
    names_.insert_or_assign(std::string(name), std::move(value));
}

void SectionReader::define_environment(const std::map<std::string, std::string>& variables) {
    add_environment(names_, variables);
}

const IniEntry* SectionReader::find(std::string_view key) const {
    return place_of(key).entry;
}

void SectionReader::error(std::string_view key, const std::string& message, std::string hint, std::size_t offset) {
    has_failed_ = true;
    context_.diagnostics.add(finding(Diagnostic::Severity::Error, key, message, std::move(hint), offset));
}

void SectionReader::warning(std::string_view key, const std::string& message, std::string hint) {
    context_.diagnostics.add(finding(Diagnostic::Severity::Warning, key, message, std::move(hint), 0));
}

void SectionReader::warning(const Pitfall& pitfall) {
    Diagnostic one = finding(Diagnostic::Severity::Warning, pitfall.key, pitfall.message, pitfall.hint, 0);
    one.code = pitfall.code;
    context_.diagnostics.add(std::move(one));
}

void SectionReader::missing(std::string_view asked_by, const std::string& message, std::string hint) {
    has_failed_ = true;
    const bool is_damaged =
        std::any_of(layers_.begin(), layers_.end(), [](const IniSection* layer) { return layer->is_damaged; });
    if (!is_damaged) {
        error(asked_by, message, std::move(hint));
    }
}

std::optional<std::string> SectionReader::expanded(const IniEntry& entry) {
    places_ = ExpansionPlaces();
    if (entry.value.find('%') == std::string::npos) {
        return entry.value;
    }
    if (here_file_ != entry.origin.file) {
        here_file_ = entry.origin.file;
        define("here", directory_of(absolute_path(here_file_, context_.values.environment.working_directory)));
    }
    auto text = expand(entry.value, names_, &places_);
    if (!text) {
        report_expansion(entry, text.error());
        return std::nullopt;
    }
    return *std::move(text);
}

void SectionReader::report_expansion(const IniEntry& entry, const BadValue& bad) {
    const std::string_view written = std::string_view(entry.value).substr(bad.offset);
    const std::string_view name = written.substr(0, written.find(')'));
    const bool names_variable = name.starts_with("%(ENV_") && name.find(":-") == std::string_view::npos;
    if (entry.key == "password" && !names_variable) {
        // What stands behind a stray '%' is part of the password.
        error(entry.key, "a '%' begins no format", "write %% for a literal per cent sign", bad.offset);
        return;
    }
    error(entry.key, bad.reason, bad.hint, bad.offset);
}

void SectionReader::report(const IniEntry& entry, const BadValue& bad) {
    const std::string about_syntax = hint_about_syntax(entry);
    error(entry.key, bad.reason, about_syntax.empty() ? bad.hint : about_syntax, places_.written(bad.offset));
}

Diagnostic SectionReader::finding(Diagnostic::Severity severity, std::string_view key, const std::string& message,
                                  std::string hint, std::size_t offset) const {
    const Place place = place_of(key);
    Diagnostic one;
    one.severity = severity;
    one.origin = place.entry != nullptr ? place.entry->place_of(offset) : section_.origin;
    one.message = about(place.section.name, key) + message;
    one.hint = std::move(hint);
    one.section = place.section.name;
    one.key = key;
    return one;
}

SectionReader::Place SectionReader::place_of(std::string_view key) const {
    for (const IniSection* layer : layers_) {
        if (const IniEntry* entry = layer->find(key)) {
            return {*layer, entry};
        }
    }
    return {section_, nullptr};
}

} // namespace halberd
