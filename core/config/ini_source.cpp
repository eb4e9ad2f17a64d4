#include "core/config/ini_source.hpp"

#include "core/base/error.hpp"
#include "core/config/ascii_case.hpp"
#include "core/config/ini_lines.hpp"
#include "core/config/unicode_text.hpp"

#include <ini.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

namespace halberd {
namespace {

// libinih is configured by process-wide variables. They are set once, before its first use, and never again: from then
// on it cuts "name=value" and nothing else, whatever the length of a line.
void configure_inih() {
    static const bool is_configured = [] {
        static char no_prefixes[] = "";
        ini_allow_multiline = false;
        ini_allow_inline_comments = false;
        ini_start_comment_prefixes = no_prefixes;
        ini_allow_bom = false;
        ini_allow_no_value = true;
        ini_use_stack = false;
        ini_allow_realloc = true;
        ini_max_line = 1 << 28;
        return true;
    }();
    static_cast<void>(is_configured);
}

// Stands between the file and libinih. It decides by Python's rules what each line is, and hands libinih a line that
// can only be read in that way: "kKEY=VALUE" for a key, "c=VALUE" for a continuation, "b=" for a blank line in a value.
// Section headers it enters into the document itself, as libinih does not report a section without keys.
// Python: configparser.py, RawConfigParser._read().
class PythonReader {
 public:
    PythonReader(std::string_view text, std::string file, IniDocument& document, Diagnostics& diagnostics)
        : lines_(text), origin_{std::move(file)}, document_(document), diagnostics_(diagnostics) {}

    bool read() {
        configure_inih();
        const int outcome = ini_parse_stream(&PythonReader::on_read, this, &PythonReader::on_pair, this);
        if (outcome == -2) {
            fail("no memory left to read a line", "");
        }
        return !has_failed_;
    }

 private:
    // libinih's fgets: at most `size` - 1 characters, up to and including a line end.
    static char* on_read(char* buffer, int size, void* self) {
        return static_cast<PythonReader*>(self)->fill(buffer, static_cast<std::size_t>(size));
    }

    static int on_pair(void* self, const char* /*section*/, const char* name, const char* value) {
        static_cast<PythonReader*>(self)->take(name, value);
        return 1; // errors are reported here; libinih goes on
    }

    char* fill(char* buffer, std::size_t size) {
        if (pending_.empty() && !prepare_line()) {
            return nullptr;
        }
        const std::size_t count = std::min(size - 1, pending_.size());
        std::memcpy(buffer, pending_.data(), count);
        buffer[count] = '\0';
        pending_.erase(0, count);
        return buffer;
    }

    // Makes pending_ the next line for libinih; false at the end.
    bool prepare_line() {
        while (!is_aborted_ && lines_.next(line_)) {
            origin_.line = line_.number;
            pending_ = classify();
            if (!pending_.empty()) {
                pending_ += '\n';
                return true;
            }
        }
        return false;
    }

    // The present line in the form for libinih; empty when there is nothing to tokenise.
    std::string classify() {
        if (line_.text.empty()) {
            return has_key_ && !line_.has_comment ? "b=" : "";
        }
        if (has_key_ && line_.indent > key_indent_) {
            return "c=" + std::string(line_.text);
        }
        key_indent_ = line_.indent;
        const std::size_t bracket = line_.text.rfind(']');
        if (line_.text.front() == '[' && bracket != std::string_view::npos && bracket >= 2) {
            section_ = &document_.section(line_.text.substr(1, bracket - 1), origin_);
            has_key_ = false;
            return "";
        }
        if (section_ == nullptr) {
            is_aborted_ = true;
            fail("'" + std::string(line_.text) + "' stands before the first section header",
                 "put a line such as [supervisord] before it");
            return "";
        }
        return "k" + std::string(line_.text);
    }

    void take(std::string_view name, const char* value) {
        if (name == "b") {
            ++blank_lines_;
        } else if (name == "c") {
            section_->entries.back().value += std::string(blank_lines_ + 1, '\n') + value;
            blank_lines_ = 0;
        } else {
            take_key(name.substr(1), value);
        }
    }

    void take_key(std::string_view name, const char* value) {
        if (value == nullptr) {
            fail("'" + std::string(line_.text) + "' is no [section], no key=value and no comment",
                 "write key=value, or indent it to continue the value above");
            return;
        }
        const std::string_view key = strip_right(name);
        has_key_ = !key.empty();
        if (!has_key_) {
            fail("'" + std::string(line_.text) + "' has no key before the '" + line_.text.front() + "'",
                 "write key=value");
            return;
        }
        blank_lines_ = 0;
        section_->entries.push_back({lower_case(key), std::string(strip(value)), origin_});
    }

    void fail(std::string message, std::string hint) {
        has_failed_ = true;
        diagnostics_.error(origin_, std::move(message), std::move(hint), std::string(line_.raw));
    }

    IniLines lines_;
    Origin origin_; // of the present line
    IniDocument& document_;
    Diagnostics& diagnostics_;

    IniLine line_;
    std::string pending_;           // what libinih has not yet read of the present line
    IniSection* section_ = nullptr; // the section that keys go to
    bool has_key_ = false;          // an indented line continues the last entry of section_
    int key_indent_ = 0;            // indent of the last line that was no continuation
    std::size_t blank_lines_ = 0;   // since the last line of the value; they count only if the value goes on
    bool is_aborted_ = false;
    bool has_failed_ = false;
};

Result<std::string> whole_file(const std::string& path) {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rbe"), std::fclose);
    if (!file) {
        return system_failure("open", errno, path);
    }
    std::string text;
    std::array<char, 65536> block;
    for (std::size_t count = 0; (count = std::fread(block.data(), 1, block.size(), file.get())) > 0;) {
        text.append(block.data(), count);
    }
    if (std::ferror(file.get()) != 0) {
        return system_failure("read", errno, path);
    }
    return text;
}

int line_of(std::string_view text, std::size_t offset) {
    return 1 + static_cast<int>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
}

} // namespace

const IniEntry* IniSection::find(std::string_view key) const {
    const auto last =
        std::find_if(entries.rbegin(), entries.rend(), [&](const IniEntry& entry) { return entry.key == key; });
    return last == entries.rend() ? nullptr : &*last;
}

const IniSection* IniDocument::find(std::string_view name) const {
    const auto found = index_.find(std::string(name));
    return found == index_.end() ? nullptr : &sections_[found->second];
}

IniSection& IniDocument::section(std::string_view name, const Origin& origin) {
    if (name == "DEFAULT") {
        if (defaults_.name.empty()) {
            defaults_ = {std::string(name), origin, {}};
        }
        return defaults_;
    }
    const auto [found, is_new] = index_.try_emplace(std::string(name), sections_.size());
    if (is_new) {
        sections_.push_back({std::string(name), origin, {}});
    }
    return sections_[found->second];
}

bool read_ini_file(const std::string& path, IniDocument& document, Diagnostics& diagnostics) {
    const auto text = whole_file(path);
    if (!text) {
        const int code = text.error().errno_code;
        const bool is_missing = code == ENOENT || code == ENOTDIR;
        diagnostics.error({path}, (is_missing ? "could not find config file " : "could not read config file ") + path,
                          errno_text(code));
        return false;
    }
    return read_ini_text(*text, path, document, diagnostics);
}

bool read_ini_text(std::string_view text, const std::string& file, IniDocument& document, Diagnostics& diagnostics) {
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    if (text.starts_with(byte_order_mark)) {
        text.remove_prefix(byte_order_mark.size());
    }
    if (const std::size_t offset = find_invalid_utf8(text); offset != std::string_view::npos) {
        diagnostics.error({file, line_of(text, offset)}, "the text is not valid UTF-8", "save the file as UTF-8");
        return false;
    }
    if (const std::size_t offset = text.find('\0'); offset != std::string_view::npos) {
        diagnostics.error({file, line_of(text, offset)}, "the text holds a NUL byte", "is this a configuration file?");
        return false;
    }
    return PythonReader(text, file, document, diagnostics).read();
}

} // namespace halberd
