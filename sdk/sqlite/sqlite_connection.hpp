#pragma once

#include "sdk/sqlite/sqlite_statement.hpp"

#include <memory>
#include <string>

namespace halberd {

struct SqliteClose {
    void operator()(sqlite3* database) const;
};
using SqliteConnection = std::unique_ptr<sqlite3, SqliteClose>;

// Opens a file that is there, for use under the caller's own lock. A lock of another process is waited for so long.
// Failures are thrown.
SqliteConnection connect_sqlite(const std::string& path, int wait_milliseconds);

// Has a file be a queue: what is taken out gives its space back (when this comes before the first table), a commit is one
// append, and little memory is used. A commit is safe from the end of this process; synchronise_sqlite_log() does the
// rest. Failures are thrown.
void configure_sqlite_queue(sqlite3* database);

// The first column of the first row, 0 when there is none.
std::int64_t sqlite_number(sqlite3* database, const char* sql);

// With synchronous = NORMAL a commit leaves the write-ahead log to the kernel, which saves it from the end of this
// process; this is the other half of synchronous = FULL. False when the disk has refused.
bool synchronise_sqlite_log(sqlite3* database);

} // namespace halberd
