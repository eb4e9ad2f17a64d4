#pragma once

#include "core/listener/listener_endpoint.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace halberd {

// Where a pool with delivery=durable keeps its queue: a file that outlives the daemon. Nothing here waits for the disk;
// calls only note what is to be done, and somebody else's thread does it, soon.
//
// The window: what a pool has accepted is lost with the daemon (SIGKILL, a crash) while status().unwritten counts it,
// which is for as long as its transaction takes (some 0.05 ms) and what the thread is at before (a transaction, or a
// synchronisation with the disk, some milliseconds); longer when the disk is slow or refuses, and after the daemon's
// start until the file is open. It is lost with the machine (power) for about 0.1 s more, until it is on the disk
// itself.
//
// A file may be opened several times in a store's life, when it was damaged or moved away meanwhile. Each time the
// store tells what it has found in it, and writes nothing until resume().
//
// Loop thread only.
class EventStore {
 public:
    // What a file held when it was opened.
    struct Contents {
        std::string id;                     // of this file: drawn when it was made, equal for no other
        std::uint64_t next_pool_serial = 0; // no event of this file has had this one, or a higher one
        std::vector<PoolEvent> events;      // by rising pool_serial; their `serial` is meaningless
    };

    class Observer {
     public:
        virtual ~Observer() = default;

        // The file was opened: the pool is to call resume(), and then to tell what else the file has to hold.
        virtual void on_store_opened(Contents contents) = 0;

        // The file can't be opened or written, for a reason that says what to do. The store tries again by itself.
        virtual void on_store_trouble(const std::string& reason) = 0;

        // After trouble: all that the file has to hold is there again, or will be soon.
        virtual void on_store_recovered() = 0;
    };

    struct Status {
        std::string file;
        std::uint64_t disk_bytes = 0;
        std::size_t unwritten = 0; // appended events that are not on disk
        std::string trouble;       // empty when all is well
    };

    // What has been noted is still written, and the file closed; nobody waits for that here.
    virtual ~EventStore() = default;

    // Forgets what was noted before, because the pool numbers its events anew; pool serials go on at `next`.
    virtual void resume(std::uint64_t next_pool_serial) = 0;

    // The file has to hold this event, until it is removed.
    virtual void append(const PoolEvent& event) = 0;
    virtual void remove(std::uint64_t pool_serial) = 0;

    virtual Status status() const = 0;
};

} // namespace halberd
