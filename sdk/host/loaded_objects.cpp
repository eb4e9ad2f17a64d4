#include "sdk/host/loaded_objects.hpp"

#define BOOST_DLL_USE_STD_FS

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <boost/dll/library_info.hpp>
#include <boost/dll/shared_library.hpp>
#include <cerrno>
#include <cstring>
#include <exception>
#include <map>
#include <mutex>
#include <optional>
#include <tuple>
#include <vector>

#ifndef MFD_EXEC
#define MFD_EXEC 0x0010U // Linux 6.3, for systems that otherwise allow no code in such memory
#endif

namespace halberd {
namespace {

using Table = tl::expected<const struct halberd_plugin*, std::string>;

// What keeps a file from being a plugin of ours; nothing when all is well.
using Objection = std::optional<std::string>;

class Descriptor {
 public:
    explicit Descriptor(int fd) : fd_(fd) {}
    ~Descriptor() {
        if (fd_ >= 0) {
            ::close(fd_);
        }
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    int get() const { return fd_; }
    int release() { return std::exchange(fd_, -1); }

 private:
    int fd_;
};

// What tells one version of a file from every other.
using Version = std::tuple<dev_t, ino_t, off_t, std::int64_t, std::int64_t>;

std::int64_t nanoseconds(const timespec& time) {
    return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

Version version_of(const struct stat& status) {
    return {status.st_dev, status.st_ino, status.st_size, nanoseconds(status.st_mtim), nanoseconds(status.st_ctim)};
}

// A copy of the file in memory that has no name; -1 when there can be none.
int copy_to_memory(int file, off_t size) {
    Descriptor memory(::memfd_create("halberd-plugin", MFD_CLOEXEC | MFD_EXEC));
    Descriptor older(memory.get() < 0 && errno == EINVAL ? ::memfd_create("halberd-plugin", MFD_CLOEXEC) : -1);
    Descriptor& copy = memory.get() >= 0 ? memory : older;
    for (off_t offset = 0; copy.get() >= 0 && offset < size;) {
        if (::sendfile(copy.get(), file, &offset, static_cast<std::size_t>(size - offset)) <= 0) {
            return -1;
        }
    }
    return copy.release();
}

// Boost throws on any file that it can't read as ELF, and the kind of exception says nothing, so its text is kept.
Objection check_symbol(const std::string& path) {
    std::vector<std::string> symbols;
    try {
        symbols = boost::dll::library_info(path).symbols();
    } catch (const std::exception& e) {
        return std::string("is not a shared object of this machine (") + e.what() +
               "); a plugin is an ELF file made with halberd_add_plugin or with cc -shared";
    }
    if (std::find(symbols.begin(), symbols.end(), HALBERD_PLUGIN_SYMBOL) == symbols.end()) {
        return "is a shared object, but exports no symbol " HALBERD_PLUGIN_SYMBOL
               ", so it is no Halberd plugin; use HALBERD_PLUGIN in its source, and keep the symbol visible";
    }
    return {};
}

Table open_object(const std::string& path) {
    namespace load_mode = boost::dll::load_mode;
    // dlopen knows the flag, Boost's enumeration hands it through.
    const auto stay_loaded = static_cast<load_mode::type>(RTLD_NODELETE);
    try {
        // Without a folder in its name Boost looks in the current one, as it is meant here.
        boost::dll::shared_library library(path, load_mode::rtld_now | load_mode::rtld_local | stay_loaded);
        return &library.get<const struct halberd_plugin>(HALBERD_PLUGIN_SYMBOL);
    } catch (const std::exception& e) {
        return tl::unexpected(std::string("can't be loaded: ") + e.what());
    }
}

// The dynamic linker knows an object by the name under which it was opened, so the name must not come back for another
// one: the descriptor of a copy that was loaded stays open. The process's number, rather than "self", lets a debugger
// find the copy too.
Table open_copy(int copy) {
    Descriptor memory(copy);
    const std::string name = "/proc/" + std::to_string(::getpid()) + "/fd/" + std::to_string(copy);
    if (Objection objection = check_symbol(name)) {
        return tl::unexpected(std::move(*objection));
    }
    Table table = open_object(name);
    if (table) {
        memory.release();
    }
    return table;
}

Table open_file(const std::string& path) {
    if (Objection objection = check_symbol(path)) {
        return tl::unexpected(std::move(*objection));
    }
    return open_object(path);
}

// What this process has loaded: like the dynamic linker's own list, which it stands beside, it is one for the process.
struct LoadedObjects {
    std::mutex mutex;
    std::map<Version, const struct halberd_plugin*> tables;
};

LoadedObjects& loaded_objects() {
    static LoadedObjects& objects = *new LoadedObjects; // threads of plugins may outlive static destructors
    return objects;
}

Table load(int file, const std::string& path, const struct stat& before) {
    const int copy = copy_to_memory(file, before.st_size);
    struct stat after {};
    if (::fstat(file, &after) != 0 || version_of(after) != version_of(before)) {
        const Descriptor torn(copy);
        return tl::unexpected(std::string("is being written; it is loaded when it is whole"));
    }
    const Table from_copy = copy >= 0 ? open_copy(copy) : tl::unexpected(std::string());
    return from_copy ? from_copy : open_file(path);
}

} // namespace

Table load_plugin_table(const std::string& path) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (file.get() < 0) {
        const int error = errno;
        return tl::unexpected(std::string("can't be opened: ") + std::strerror(error) +
                              (error == ENOENT ? "; give the path of an existing plugin" : ""));
    }
    struct stat status {};
    if (::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)) {
        return tl::unexpected(std::string("is not a regular file; give the path of a plugin's .so file"));
    }
    LoadedObjects& loaded = loaded_objects();
    const std::lock_guard lock(loaded.mutex);
    if (const auto found = loaded.tables.find(version_of(status)); found != loaded.tables.end()) {
        return found->second;
    }
    Table table = load(file.get(), path, status);
    if (table) {
        loaded.tables.emplace(version_of(status), *table);
    }
    return table;
}

} // namespace halberd
