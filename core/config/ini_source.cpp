#include "core/config/ini_source.hpp"

#include "core/base/error.hpp"
#include "core/config/ascii_case.hpp"
#include "core/config/ini_lines.hpp"
#include "core/config/secrets.hpp"
#include "core/config/unicode_text.hpp"

#include <ini.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <utility>

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

using SectionFilter = std::function<bool(std::string_view)>;

// Stands between the file and libinih. It decides by Python's rules what each line is, and hands libinih a line that
// can only be read in that way: "kKEY=VALUE" for a key, "c=VALUE" for a continuation, "b=" for a blank line in a value.
// Section headers it enters into the document itself, as libinih does not report a section without keys.
// Python: configparser.py, RawConfigParser._read().
class PythonReader {
 public:
    // Without `is_wanted` every section is.
    PythonReader(std::string_view text, std::string file, const SectionFilter& is_wanted, IniDocument& document,
                 Diagnostics& diagnostics)
        : lines_(text),
          origin_{std::move(file)},
          is_wanted_(is_wanted),
          document_(document),
          diagnostics_(diagnostics) {}

    bool read() {
        configure_inih();
        const int outcome = ini_parse_stream(&PythonReader::on_read, this, &PythonReader::on_pair, this);
        if (outcome == -2) {
            fail(line_.text, "no memory left to read a line", "");
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
        for (;;) {
            while (is_unwanted_ && lines_.skip_key_and_value()) {
                has_key_ = true;
                key_indent_ = 0;
            }
            if (!lines_.next(line_)) {
                return false;
            }
            origin_.line = line_.number;
            pending_ = classify();
            if (!pending_.empty()) {
                pending_ += '\n';
                return true;
            }
        }
    }

    // The present line in the form for libinih; empty when there is nothing to tokenise.
    std::string classify() {
        if (line_.text.empty()) {
            return has_key_ && !line_.has_comment && !is_unwanted_ ? "b=" : "";
        }
        if (has_key_ && line_.indent > key_indent_) {
            return is_unwanted_ ? "" : "c=" + std::string(line_.text);
        }
        key_indent_ = line_.indent;
        const std::size_t bracket = line_.text.rfind(']');
        if (line_.text.front() == '[' && bracket != std::string_view::npos && bracket >= 2) {
            begin_section(line_.text.substr(1, bracket - 1));
            return "";
        }
        if (section_ == nullptr) {
            refuse_text_before_headers();
            return "";
        }
        if (is_unwanted_ && is_key_and_value(line_.text)) {
            has_key_ = true;
            return "";
        }
        return "k" + std::string(line_.text);
    }

    // What libinih makes a pair of.
    static bool is_key_and_value(std::string_view text) {
        const auto* const separator =
            std::find_if(text.begin(), text.end(), [](char c) { return c == '=' || c == ':'; });
        return separator != text.end() && !strip_right({text.begin(), separator}).empty();
    }

    void begin_section(std::string_view name) {
        has_key_ = false;
        is_unwanted_ = is_wanted_ && name != "DEFAULT" && !is_wanted_(name);
        if (is_unwanted_) {
            unwanted_.name = name;
            section_ = &unwanted_;
            return;
        }
        origin_.column = line_.column_of(name);
        section_ = &document_.section(name, origin_);
    }

    // Says so once: such a file is often none of ours, and each of its lines would be wrong.
    void refuse_text_before_headers() {
        if (!has_text_before_headers_) {
            has_text_before_headers_ = true;
            document_.set_incomplete();
            fail(line_.text, quoted_line() + " stands before the first section header",
                 "put a line such as [supervisord] before it");
        }
    }

    void take(std::string_view name, const char* value) {
        if (name == "b") {
            ++blank_lines_;
        } else if (name == "c") {
            continue_value(value);
        } else {
            take_key(name.substr(1), value);
        }
    }

    void continue_value(const char* value) {
        IniEntry& entry = section_->entries.back();
        entry.value += std::string(blank_lines_ + 1, '\n');
        entry.lines.push_back({entry.value.size(), line_.number, line_.column_of(line_.text)});
        entry.value += value;
        entry.comment = line_.comment;
        blank_lines_ = 0;
    }

    void take_key(std::string_view name, const char* value) {
        if (value == nullptr) {
            refuse_line();
            return;
        }
        const std::string_view key = strip_right(name);
        has_key_ = !key.empty();
        if (!has_key_) {
            section_->is_damaged = true;
            fail(line_.text, quoted_line() + " has no key before the '" + line_.text.front() + "'", "write key=value");
            return;
        }
        blank_lines_ = 0;
        origin_.column = line_.column_of(line_.text);
        const std::string_view stripped = strip(value);
        const std::string_view written = line_.text.substr(line_.text.size() - stripped.size());
        section_->entries.push_back({lower_case(key),
                                     std::string(stripped),
                                     origin_,
                                     {{0, line_.number, line_.column_of(written)}},
                                     std::string(key),
                                     std::string(line_.comment)});
    }

    // Neither header nor key: what stands where the '=' or the ']' was expected is to blame.
    void refuse_line() {
        section_->is_damaged = true;
        if (line_.text.front() == '[') {
            fail(line_.text.substr(line_.text.size()), quoted_line() + " has no ']' at its end", "write [section]");
            document_.set_incomplete();
            lost_.entries.assign(has_key_ ? 1 : 0, {}); // indented lines would continue the value before
            section_ = &lost_;                          // the keys that follow are not those of the section before
            return;
        }
        const std::string_view word = line_.text.substr(0, line_.text.find_first_of(" \t"));
        const std::string_view rest = strip_left(line_.text.substr(word.size()));
        fail(rest.empty() ? line_.text : rest, quoted_line() + " is no [section], no key=value and no comment",
             "write key=value, or indent it to continue the value above");
    }

    // The present line as messages show it.
    std::string quoted_line() const {
        constexpr std::size_t longest = 60;
        std::string text = masked_if_secret(line_.text);
        if (count_characters(text) > longest) {
            std::size_t end = 0;
            for (std::size_t i = 0; i < longest; ++i) {
                end += first_character(std::string_view(text).substr(end)).size;
            }
            text.resize(end);
            text += "\xE2\x80\xA6";
        }
        return "'" + text + "'";
    }

    // `culprit` is the part of the present line where the trouble begins.
    void fail(std::string_view culprit, std::string message, std::string hint) {
        has_failed_ = true;
        Diagnostic error;
        error.origin = origin_;
        error.origin.column = line_.column_of(culprit);
        error.message = std::move(message);
        error.hint = std::move(hint);
        error.source = masked_if_secret(line_.raw);
        error.section = section_ == nullptr ? "" : section_->name;
        error.code = "syntax";
        diagnostics_.add(std::move(error));
    }

    IniLines lines_;
    Origin origin_; // of the present line
    const SectionFilter& is_wanted_;
    IniDocument& document_;
    Diagnostics& diagnostics_;

    IniLine line_;
    std::string pending_;           // what libinih has not yet read of the present line
    IniSection* section_ = nullptr; // the section that keys go to
    bool has_key_ = false;          // an indented line continues the last entry of section_
    int key_indent_ = 0;            // indent of the last line that was no continuation
    std::size_t blank_lines_ = 0;   // since the last line of the value; they count only if the value goes on
    bool is_unwanted_ = false;      // section_ is one of which nothing is kept
    IniSection unwanted_;           // stands for each of those
    IniSection lost_;               // takes the keys behind a header that cannot be read
    bool has_text_before_headers_ = false;
    bool has_failed_ = false;
};

Result<std::string> whole_file(const std::string& path) {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rbe"), std::fclose);
    if (!file) {
        return system_failure("open", errno, path);
    }
    std::string text;
    struct stat facts {};
    if (::fstat(::fileno(file.get()), &facts) == 0 && S_ISREG(facts.st_mode)) {
        text.reserve(static_cast<std::size_t>(facts.st_size));
    }
    std::array<char, 65536> block;
    for (std::size_t count = 0; (count = std::fread(block.data(), 1, block.size(), file.get())) > 0;) {
        text.append(block.data(), count);
    }
    if (std::ferror(file.get()) != 0) {
        return system_failure("read", errno, path);
    }
    return text;
}

// The place of a byte.
Origin place_in(const std::string& file, std::string_view text, std::size_t offset) {
    const std::string_view before = text.substr(0, offset);
    const bool begins_line = before.empty() || before.ends_with('\n') || before.ends_with('\r');
    Origin origin{file, begins_line ? 1 : 0, 1};
    std::string_view line;
    for (std::string_view rest = before; !rest.empty(); ++origin.line) {
        line = take_line(rest);
    }
    origin.column += begins_line ? 0 : static_cast<int>(count_characters(line));
    return origin;
}

bool read_text(std::string_view text, const std::string& file, const SectionFilter& is_wanted, IniDocument& document,
               Diagnostics& diagnostics) {
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    if (text.starts_with(byte_order_mark)) {
        text.remove_prefix(byte_order_mark.size());
    }
    document.keep_text(file, text);
    if (const std::size_t offset = find_invalid_utf8(text); offset != std::string_view::npos) {
        document.set_incomplete();
        diagnostics.error(place_in(file, text, offset), "the text is not valid UTF-8", "save the file as UTF-8");
        return false;
    }
    if (const std::size_t offset = text.find('\0'); offset != std::string_view::npos) {
        document.set_incomplete();
        diagnostics.error(place_in(file, text, offset), "the text holds a NUL byte", "is this a configuration file?");
        return false;
    }
    return PythonReader(text, file, is_wanted, document, diagnostics).read();
}

} // namespace

bool read_ini_file(const std::string& path, IniDocument& document, Diagnostics& diagnostics) {
    return read_ini_sections(path, {}, document, diagnostics);
}

bool read_ini_sections(const std::string& path, const std::function<bool(std::string_view)>& is_wanted,
                       IniDocument& document, Diagnostics& diagnostics) {
    const auto text = whole_file(path);
    if (!text) {
        const int code = text.error().errno_code;
        document.set_incomplete();
        const bool is_missing = code == ENOENT || code == ENOTDIR;
        diagnostics.error({path}, (is_missing ? "could not find config file " : "could not read config file ") + path,
                          errno_text(code));
        return false;
    }
    return read_text(*text, path, is_wanted, document, diagnostics);
}

bool read_ini_text(std::string_view text, const std::string& file, IniDocument& document, Diagnostics& diagnostics) {
    return read_text(text, file, {}, document, diagnostics);
}

} // namespace halberd
