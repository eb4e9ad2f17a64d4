#pragma once

#include "plugins/shared/batch/line.hpp"

#include <cstddef>
#include <set>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace halberd::batch {

// The lines that wait for the next mail, in a file of mode 0600, each behind the id of its event and its process:
// "ID group:name\tLINE\n". What was added outlives the process and the machine; a last line that was not written whole
// is none. Not thread-safe.
class LineFile {
 public:
    // An empty path: no file, and nothing is kept.
    explicit LineFile(std::string path) : path_(std::move(path)) {}

    // What an earlier process has left, in its order. Once, before the other methods.
    std::vector<Line> read();

    // Whether a line of that event was added, or read, and is still in the file.
    bool has(const std::string& event) const { return events_.count(event) > 0; }

    // When it returns the line is on the disk. The error is a phrase with the path.
    tl::expected<void, std::string> add(const Line& line);

    // The others were handed over: only these stay, and without any the file goes.
    tl::expected<void, std::string> keep(const std::vector<Line>& lines);

 private:
    tl::expected<void, std::string> append(const std::string& text);

    std::string path_;
    std::set<std::string, std::less<>> events_;
    std::size_t size_ = 0; // of the whole lines in the file
};

} // namespace halberd::batch
