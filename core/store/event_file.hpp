#pragma once

#include "core/listener/event_store.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace halberd {

// What is to be changed in the file of a durable pool, at once or not at all.
struct EventBatch {
    std::vector<PoolEvent> appended; // by rising pool_serial
    std::vector<std::uint64_t> removed;
    std::uint64_t next_pool_serial = 0;
    bool is_last = false; // the file is closed afterwards, and the serials go on without a gap next time
};

// What is wrong with a file, and what to do: a phrase for the log.
struct FileTrouble {
    std::string reason;
    bool must_reopen = false; // the file that is open can't be used any more
};

// The file of a durable pool, to be used by one thread, which waits for the disk.
class EventFile {
 public:
    virtual ~EventFile() = default;

    // Makes the file when there is none. What is open already is closed first.
    virtual tl::expected<EventStore::Contents, FileTrouble> open() = 0;

    // When it returns, the change is safe from the end of this process, and the last batch from that of the machine.
    virtual tl::expected<void, FileTrouble> write(const EventBatch& batch) = 0;

    // When it returns, what was written is on the disk itself, safe from the end of this machine. What was removed and
    // not synchronised may be there again then: it comes twice, which is allowed.
    virtual tl::expected<void, FileTrouble> synchronise() = 0;

    // What the file takes on disk.
    virtual std::uint64_t disk_bytes() const = 0;
};

// Makes the object for a file, which is not opened yet. Called on the thread that uses the file.
using MakeEventFile = std::function<tl::expected<std::unique_ptr<EventFile>, FileTrouble>(const std::string& path)>;

// The one symbol of the shared object that has EventFile with SQLite. It is part of the daemon's own build and loaded
// when the first pool is durable, so that the daemon itself does not carry SQLite.
struct EventFileModule {
    const char* build; // HALBERD_STORE_BUILD, which differs with everything that makes the two fit
    std::unique_ptr<EventFile> (*make)(const std::string& path);
};

} // namespace halberd
