#include "core/config/diagnostic_places.hpp"

#include "core/config/ini_lines.hpp"
#include "core/config/secrets.hpp"
#include "core/config/unicode_text.hpp"

#include <algorithm>
#include <unordered_map>
#include <vector>

namespace halberd {
namespace {

// Whom a line of a file belongs to.
struct Owner {
    const IniSection* section = nullptr;
    const IniEntry* entry = nullptr; // none for the header
    int value_column = 0;
};

struct IndexedFile {
    std::vector<std::string_view> lines;
    std::unordered_map<int, Owner> owners;
};

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        lines.push_back(take_line(text));
    }
    return lines;
}

// The number of bytes before the character `column`.
std::size_t bytes_before(std::string_view line, int column) {
    std::size_t offset = 0;
    for (int i = 1; i < column && offset < line.size(); ++i) {
        offset += std::max<std::size_t>(first_character(line.substr(offset)).size, 1);
    }
    return offset;
}

class PlaceIndex {
 public:
    PlaceIndex(const IniDocument& document, const Diagnostics& diagnostics) {
        for (const Diagnostic& one : diagnostics.all()) {
            const std::string* text = document.text_of(one.origin.file);
            if (text != nullptr && files_.count(one.origin.file) == 0) {
                files_[one.origin.file].lines = lines_of(*text);
            }
        }
        add(document.defaults());
        for (const IniSection& section : document.sections()) {
            add(section);
        }
    }

    void complete(Diagnostic& one) const {
        const auto file = files_.find(one.origin.file);
        const auto number = static_cast<std::size_t>(one.origin.line);
        if (file == files_.end() || number == 0 || number > file->second.lines.size()) {
            return;
        }
        const std::string_view line = file->second.lines[number - 1];
        const auto found = file->second.owners.find(one.origin.line);
        const Owner owner = found == file->second.owners.end() ? Owner() : found->second;
        if (one.section.empty() && owner.section != nullptr) {
            one.section = owner.section->name;
        }
        if (one.key.empty() && owner.entry != nullptr) {
            one.key = owner.entry->key;
        }
        if (one.source.empty()) {
            one.source = shown(line, owner);
        }
    }

 private:
    void add(const IniSection& section) {
        if (IndexedFile* file = find(section.origin.file)) {
            file->owners[section.origin.line] = {&section, nullptr, 0};
        }
        for (const IniEntry& entry : section.entries) {
            if (IndexedFile* file = find(entry.origin.file)) {
                for (const ValueLine& line : entry.lines) {
                    file->owners[line.line] = {&section, &entry, line.column};
                }
            }
        }
    }

    IndexedFile* find(const std::string& name) {
        const auto file = files_.find(name);
        return file == files_.end() ? nullptr : &file->second;
    }

    static std::string shown(std::string_view line, const Owner& owner) {
        if (owner.entry == nullptr) {
            return masked_if_secret(line);
        }
        return is_secret_key(owner.entry->written_key) ? masked(line, bytes_before(line, owner.value_column))
                                                       : std::string(line);
    }

    std::unordered_map<std::string, IndexedFile> files_; // those that findings are about
};

} // namespace

void complete_places(const IniDocument& document, Diagnostics& diagnostics) {
    if (diagnostics.all().empty()) {
        return;
    }
    const PlaceIndex index(document, diagnostics);
    diagnostics.for_each([&](Diagnostic& one) { index.complete(one); });
}

} // namespace halberd
