#include "core/config/section_reader.hpp"

#include "core/config/path_values.hpp"

#include <utility>

namespace halberd {
namespace {

// What to write when the text around a value is the trouble: quotes, or a comment that is none. Empty otherwise.
std::string hint_about_syntax(std::string_view value) {
    const bool is_quoted =
        value.size() >= 2 && value.front() == value.back() && (value.front() == '"' || value.front() == '\'');
    if (is_quoted) {
        return "values stand without quotes: " + std::string(value.substr(1, value.size() - 2));
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

void SectionReader::error(std::string_view key, const std::string& message, std::string hint) {
    has_failed_ = true;
    const Place place = place_of(key);
    context_.diagnostics.error(place.origin(), about(place.section.name, key) + message, std::move(hint));
}

void SectionReader::warning(std::string_view key, const std::string& message, std::string hint) {
    const Place place = place_of(key);
    context_.diagnostics.warning(place.origin(), about(place.section.name, key) + message, std::move(hint));
}

std::optional<std::string> SectionReader::expanded(const IniEntry& entry) {
    if (entry.value.find('%') == std::string::npos) {
        return entry.value;
    }
    if (here_file_ != entry.origin.file) {
        here_file_ = entry.origin.file;
        define("here", directory_of(absolute_path(here_file_, context_.values.environment.working_directory)));
    }
    auto text = expand(entry.value, names_);
    if (!text) {
        error(entry.key, text.error().detail);
        return std::nullopt;
    }
    return *std::move(text);
}

void SectionReader::report(const IniEntry& entry, const BadValue& bad) {
    const std::string about_syntax = hint_about_syntax(entry.value);
    error(entry.key, bad.reason, about_syntax.empty() ? bad.hint : about_syntax);
}

const Origin& SectionReader::Place::origin() const {
    return entry != nullptr ? entry->origin : section.origin;
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
