#pragma once

#include <halberd/plugin_abi.h>

#include <memory>
#include <string>
#include <tl/expected.hpp>

namespace halberd {

// A shared object that was loaded and found to be a plugin of an ABI this host can run. The object stays loaded until
// the process ends, whatever becomes of this handle and of the file: unloading code on a running system is not worth
// its risks. A file that was replaced meanwhile is loaded beside it.
class PluginLibrary {
 public:
    // Loads `path` (Boost.DLL, RTLD_NOW | RTLD_LOCAL) after checking, in this order: it is an ELF file with our symbol;
    // it loads; its ABI major is ours and the minor it needs is not newer than ours; the table is large enough and has
    // the required functions. Each failure has its own text, which names the file and says what to do. [any thread]
    static tl::expected<PluginLibrary, std::string> load(const std::string& path);

    const struct halberd_plugin& table() const { return *table_; }
    const std::string& path() const { return path_; }

 private:
    PluginLibrary(std::string path, const struct halberd_plugin* table) : path_(std::move(path)), table_(table) {}

    std::string path_;
    const struct halberd_plugin* table_;
};

} // namespace halberd
