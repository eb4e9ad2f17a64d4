#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace halberd {

// A place in a configuration file. Lines and columns count from 1, columns in characters; 0 means the whole file or the
// whole line.
struct Origin {
    std::string file;
    int line = 0;
    int column = 0;
};

// Something to tell the operator about the configuration: what is wrong or doubtful, where, and what to do.
struct Diagnostic {
    enum class Severity { Warning, Error };

    Severity severity = Severity::Error;
    Origin origin;
    std::string message;      // "[program:web] startsecs: 'x' is not a whole number"
    std::string hint = {};    // "did you mean 'killasgroup'?"; may be empty
    std::string source = {};  // the line as it stands in the file, a secret value masked; may be empty
    std::string section = {}; // "program:web"; empty when the finding is about none
    std::string key = {};     // empty when the finding is about a whole section, or more
    std::string code = {};    // names the check that found it: "daemonising-command"; empty for most errors

    // "FILE:LINE:COLUMN: MESSAGE (HINT)", the position as far as it is known: one line, for a log.
    std::string text() const;

    // The same for a reader, in several lines with a line feed each: the place, the severity and the message, the line
    // of the file with a caret below the place, and the hint. Tabs become blanks, a long line is cut around the caret.
    std::string report() const;
};

// "error" or "warning".
std::string_view severity_name(Diagnostic::Severity severity);

// Collects what is found while a configuration is read, so that one run reports all of it.
class Diagnostics {
 public:
    // What has been said before, word for word, is not repeated: a section may be read for more than one process.
    // Characters of a message that would move the cursor or begin a line are replaced by what stands for them.
    void add(Diagnostic diagnostic);
    void error(Origin origin, std::string message, std::string hint = {});
    void warning(Origin origin, std::string message, std::string hint = {});

    // Puts what has been said in the order of the files, as they were first mentioned, and of their lines.
    void sort_by_place();

    // Lets `change` fill in what was not known when a finding was added.
    void for_each(const std::function<void(Diagnostic&)>& change);

    bool has_errors() const;
    std::size_t count(Diagnostic::Severity severity) const;
    const std::vector<Diagnostic>& all() const { return all_; }

    // The errors only, a line each, for a log.
    std::string error_text() const;

    // All that was said, for a reader.
    std::string report() const;

    // The errors only, and without the last line feed: for a text that somebody else ends.
    std::string error_report() const;

    // "2 errors, 1 warning", "no errors, no warnings".
    std::string summary() const;

 private:
    std::vector<Diagnostic> all_;
    std::unordered_set<std::string> said_;
};

} // namespace halberd
