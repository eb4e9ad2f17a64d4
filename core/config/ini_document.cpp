// What a file holds once it is read; ini_source.cpp fills it.

#include "core/config/ini_source.hpp"
#include "core/config/unicode_text.hpp"

#include <algorithm>
#include <iterator>

namespace halberd {

Origin IniEntry::place_of(std::size_t offset) const {
    const auto behind = std::upper_bound(lines.begin(), lines.end(), offset,
                                         [](std::size_t at, const ValueLine& line) { return at < line.start; });
    if (behind == lines.begin()) {
        return origin;
    }
    const ValueLine& line = *std::prev(behind);
    const std::size_t before = count_characters(std::string_view(value).substr(line.start, offset - line.start));
    return {origin.file, line.line, line.column + static_cast<int>(before)};
}

const IniEntry* IniSection::find(std::string_view key) const {
    const auto last =
        std::find_if(entries.rbegin(), entries.rend(), [&](const IniEntry& entry) { return entry.key == key; });
    return last == entries.rend() ? nullptr : &*last;
}

const IniSection* IniDocument::find(std::string_view name) const {
    const auto found = index_.find(std::string(name));
    return found == index_.end() ? nullptr : &sections_[found->second];
}

const std::string* IniDocument::text_of(const std::string& file) const {
    const auto found = texts_.find(file);
    return found == texts_.end() ? nullptr : &found->second;
}

void IniDocument::keep_text(const std::string& file, std::string_view text) {
    texts_.insert_or_assign(file, std::string(text));
}

IniSection& IniDocument::section(std::string_view name, const Origin& origin) {
    if (name == "DEFAULT") {
        if (defaults_.name.empty()) {
            defaults_ = {std::string(name), origin, {}, false};
        }
        return defaults_;
    }
    const auto [found, is_new] = index_.try_emplace(std::string(name), sections_.size());
    if (is_new) {
        sections_.push_back({std::string(name), origin, {}, false});
    }
    return sections_[found->second];
}

} // namespace halberd
