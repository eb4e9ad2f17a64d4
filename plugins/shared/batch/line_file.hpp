#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace halberd::batch {

// The lines that wait for the next mail, in a file of mode 0600, each behind the id of its event: "ID LINE\n". What was
// added outlives the process and the machine; a last line that was not written whole is none. Not thread-safe.
class LineFile {
 public:
    // An empty path: no file, and nothing is kept.
    explicit LineFile(std::string path) : path_(std::move(path)) {}

    // What an earlier process has left, in its order. Once, before the other methods.
    std::vector<std::string> read();

    // Whether a line of that event was added, or read, since the last clear().
    bool has(const std::string& id) const { return ids_.count(id) > 0; }

    // When it returns the line is on the disk. The error is a phrase with the path.
    tl::expected<void, std::string> add(const std::string& id, std::string_view line);

    // They were handed over: the file goes.
    void clear();

 private:
    std::string path_;
    std::set<std::string, std::less<>> ids_;
    std::size_t size_ = 0; // of the whole lines in the file
};

} // namespace halberd::batch
