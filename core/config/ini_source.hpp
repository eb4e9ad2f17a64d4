#pragma once

#include "core/config/diagnostics.hpp"

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace halberd {

// Where one line of a value stands: what the value holds from `start` on is in `line`, from `column` on.
struct ValueLine {
    std::size_t start = 0;
    int line = 0;
    int column = 0;
};

struct IniEntry {
    std::string key; // in lower case
    std::string value;
    Origin origin; // of the key
    std::vector<ValueLine> lines;
    std::string written_key; // as it stands in the file
    std::string comment;     // the inline comment behind the value, from its ';' or '#' on

    // Where the byte `offset` of the value stands.
    Origin place_of(std::size_t offset) const;
};

// One section; entries keep the order of the file. Of duplicate keys the last one counts.
struct IniSection {
    std::string name; // case-sensitive: "program:web"
    Origin origin;    // of the name in the first header
    std::vector<IniEntry> entries;
    bool is_damaged = false; // a line of it could not be read: what seems to be missing may be there

    // The entry that counts, or nullptr.
    const IniEntry* find(std::string_view key) const;
};

// The merged text of one or more files. Sections of the same name are one section, at the place of its first header.
class IniDocument {
 public:
    const std::vector<IniSection>& sections() const { return sections_; }

    // [DEFAULT]: its keys hold in every section that does not set them itself. Empty when no file has one.
    const IniSection& defaults() const { return defaults_; }

    const IniSection* find(std::string_view name) const;

    // False when part of the files was lost, such as the header of a section: a section that seems to be missing may be
    // there.
    bool is_complete() const { return is_complete_; }
    void set_incomplete() { is_complete_ = false; }

    // The text of a file that was read, or nullptr.
    const std::string* text_of(const std::string& file) const;
    void keep_text(const std::string& file, std::string_view text);

    // Finds or adds; "DEFAULT" is the section of defaults. The reference is valid until another section is added.
    IniSection& section(std::string_view name, const Origin& origin);

 private:
    std::vector<IniSection> sections_;
    std::unordered_map<std::string, std::size_t> index_; // of sections_, by name: there may be thousands
    IniSection defaults_;
    std::unordered_map<std::string, std::string> texts_; // by file
    bool is_complete_ = true;
};

// Reads one file into `document`, after what is already there. The grammar is that of Python's RawConfigParser as
// Supervisor sets it up (inline comments " ;" and " #", continuation lines, "=" or ":", no interpolation). libinih does
// the tokenising behind a reader that applies Python's line rules; its fixed limits do not show. Differences kept on
// purpose: a byte order mark is skipped, a NUL byte is an error, and only ASCII letters of a key are put in lower case.
//
// Every syntax error goes to `diagnostics` with its place; a file that cannot be read is one error. What could be read
// is in the document. False when there was an error.
bool read_ini_file(const std::string& path, IniDocument& document, Diagnostics& diagnostics);

// The same for those who need a few sections of what may be thousands: only [DEFAULT] and those that `is_wanted` names
// are entered into the document. Errors are found in all of them.
bool read_ini_sections(const std::string& path, const std::function<bool(std::string_view)>& is_wanted,
                       IniDocument& document, Diagnostics& diagnostics);

// The first of them for text in memory; `file` is the name that origins carry.
bool read_ini_text(std::string_view text, const std::string& file, IniDocument& document, Diagnostics& diagnostics);

} // namespace halberd
