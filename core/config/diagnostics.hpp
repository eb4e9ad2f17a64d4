#pragma once

#include <string>
#include <unordered_set>
#include <vector>

namespace halberd {

// A place in a configuration file. Lines and columns count from 1; 0 means the whole file or the whole line.
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
    std::string message; // "[program:web] startsecs: 'x' is not a whole number"
    std::string hint;    // "did you mean 'killasgroup'?"; may be empty
    std::string source;  // the line as it stands in the file; may be empty

    // "FILE:LINE: MESSAGE (HINT)", the position as far as it is known.
    std::string text() const;
};

// Collects what is found while a configuration is read, so that one run reports all of it.
class Diagnostics {
 public:
    // What has been said before, word for word, is not repeated: a section may be read for more than one process.
    void error(Origin origin, std::string message, std::string hint = {}, std::string source = {});
    void warning(Origin origin, std::string message, std::string hint = {}, std::string source = {});

    // Puts what has been said in the order of the files, as they were first mentioned, and of their lines.
    void sort_by_place();

    bool has_errors() const;
    const std::vector<Diagnostic>& all() const { return all_; }

    // The errors only, a line each, for a message to the operator.
    std::string error_text() const;

 private:
    void add(Diagnostic diagnostic);

    std::vector<Diagnostic> all_;
    std::unordered_set<std::string> said_;
};

} // namespace halberd
