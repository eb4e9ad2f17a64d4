#include "core/store/sqlite_event_file.hpp"

#include "core/base/error.hpp"
#include "sdk/sqlite/private_file.hpp"
#include "sdk/sqlite/sqlite_connection.hpp"

#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>

namespace halberd {
namespace {

// How a file says that it is ours, and of which form: "hbeq".
constexpr std::int64_t application_id = 0x68626571;
constexpr std::int64_t newest_form = 1;

// A pool that was replaced may be about to close the file.
constexpr int wait_for_lock_milliseconds = 2000;

// More events than can have been handed out without having been written.
constexpr std::uint64_t gap_after_a_crash = 1'000'000;

// Free pages are given back to the disk when there are so many.
constexpr std::int64_t most_free_pages = 256;

constexpr const char* tables = R"(
    CREATE TABLE event (pool_serial INTEGER PRIMARY KEY, at INTEGER NOT NULL, name BLOB NOT NULL,
                        payload BLOB NOT NULL);
    CREATE TABLE queue (id BLOB NOT NULL, next_pool_serial INTEGER NOT NULL, is_closed INTEGER NOT NULL);
    INSERT INTO queue VALUES (randomblob(16), 0, 1);
    PRAGMA application_id = 1751278961;
    PRAGMA user_version = 1;
)";
static_assert(application_id == 1751278961);

constexpr const char* no_queue = "is no queue of events; move it away, and a new one is made, or name another file";

// A failure that is not SQLite's: a whole phrase.
struct Refusal {
    std::string reason;
};

std::string reason_of(const SqliteFailure& failure, const std::string& path) {
    const std::string because =
        failure.errno_code != 0 ? failure.text + " (" + errno_text(failure.errno_code) + ")" : failure.text;
    switch (failure.code & 0xff) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return path + " is in use by another process, such as a second supervisord; name another delivery_file=";
        case SQLITE_FULL:
            return path + " can't be written: the disk is full; make room there";
        case SQLITE_CORRUPT:
            return fmt::format("{} is damaged ({}); move it away, and a new one is made", path, because);
        case SQLITE_NOTADB:
            return fmt::format("{} {}", path, no_queue);
        case SQLITE_READONLY:
        case SQLITE_CANTOPEN:
        case SQLITE_PERM:
        case SQLITE_AUTH:
            return fmt::format("{} can't be written: {}; make it and its folder writable for uid {}", path, because,
                               ::geteuid());
        case SQLITE_IOERR:
            return fmt::format("{} can't be written: {}; look at the disk and at limits of file sizes", path, because);
        default:
            return fmt::format("{} can't be used: {}", path, because);
    }
}

bool leaves_no_use(const SqliteFailure& failure) {
    switch (failure.code & 0xff) {
        case SQLITE_BUSY:
        case SQLITE_FULL:
        case SQLITE_IOERR:
        case SQLITE_NOMEM:
            return false;
        default:
            return true;
    }
}

std::int64_t microseconds(WallTime at) {
    return std::chrono::duration_cast<std::chrono::microseconds>(at.time_since_epoch()).count();
}

std::int64_t as_integer(std::uint64_t serial) {
    return static_cast<std::int64_t>(serial);
}

} // namespace

SqliteEventFile::SqliteEventFile(std::string path) : path_(std::move(path)) {}

SqliteEventFile::~SqliteEventFile() {
    close();
}

void SqliteEventFile::close() {
    insert_.reset();
    remove_.reset();
    database_.reset();
}

tl::expected<EventStore::Contents, FileTrouble> SqliteEventFile::open() {
    close();
    std::string reason;
    try {
        connect();
        prepare_tables();
        return read();
    } catch (const SqliteFailure& failure) {
        reason = reason_of(failure, path_);
    } catch (const Refusal& refusal) {
        reason = refusal.reason;
    } catch (const std::bad_alloc&) {
        reason = path_ + " can't be read: there is no memory for it";
    }
    close();
    return tl::unexpected(FileTrouble{reason, true});
}

void SqliteEventFile::connect() {
    if (const auto made = make_private_file(path_, no_queue); !made) {
        throw Refusal{made.error()};
    }
    database_ = connect_sqlite(path_, wait_for_lock_milliseconds);
    execute(database_.get(), "PRAGMA locking_mode = EXCLUSIVE");
}

// Nothing is written to a file that is not ours.
void SqliteEventFile::prepare_tables() {
    sqlite3* database = database_.get();
    const bool is_new = sqlite_number(database, "SELECT count(*) FROM sqlite_master") == 0;
    if (!is_new && sqlite_number(database, "PRAGMA application_id") != application_id) {
        throw Refusal{path_ + " " + no_queue};
    }
    if (sqlite_number(database, "PRAGMA user_version") > newest_form) {
        throw Refusal{path_ + " was made by a newer Halberd; install that, or name another delivery_file="};
    }
    configure_sqlite_queue(database);
    execute(database, "BEGIN IMMEDIATE");
    if (is_new) {
        execute(database, tables);
    }
    SqliteStatement check(database, "PRAGMA quick_check(1)");
    if (check.step() && check.bytes(0) != "ok") {
        throw SqliteFailure{SQLITE_CORRUPT, 0, check.bytes(0)};
    }
}

// Within the transaction that prepare_tables() has begun: it also shows that the file can be written.
EventStore::Contents SqliteEventFile::read() {
    sqlite3* database = database_.get();
    EventStore::Contents contents;
    SqliteStatement queue(database, "SELECT id, next_pool_serial, is_closed FROM queue");
    if (!queue.step()) {
        throw Refusal{path_ + " " + no_queue};
    }
    contents.id = queue.bytes(0);
    contents.next_pool_serial = static_cast<std::uint64_t>(queue.integer(1));
    if (queue.integer(2) == 0) {
        contents.next_pool_serial += gap_after_a_crash;
    }
    SqliteStatement(database, "UPDATE queue SET is_closed = 0, next_pool_serial = ?")
        .bind(as_integer(contents.next_pool_serial))
        .run();
    SqliteStatement events(database, "SELECT pool_serial, at, name, payload FROM event ORDER BY pool_serial");
    while (events.step()) {
        contents.events.push_back({0, static_cast<std::uint64_t>(events.integer(0)), events.bytes(2), events.bytes(3),
                                   WallTime(std::chrono::microseconds(events.integer(1)))});
    }
    execute(database, "COMMIT");
    insert_ = std::make_unique<SqliteStatement>(database, "INSERT OR REPLACE INTO event VALUES (?, ?, ?, ?)");
    remove_ = std::make_unique<SqliteStatement>(database, "DELETE FROM event WHERE pool_serial = ?");
    return contents;
}

tl::expected<void, FileTrouble> SqliteEventFile::write(const EventBatch& batch) {
    if (has_moved()) {
        return tl::unexpected(FileTrouble{path_ + " was moved away or removed; a new one is made", true});
    }
    try {
        change(batch);
        if (batch.is_last) {
            close();
        }
        return {};
    } catch (const SqliteFailure& failure) {
        sqlite3_exec(database_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
        return tl::unexpected(FileTrouble{reason_of(failure, path_), leaves_no_use(failure)});
    }
}

void SqliteEventFile::change(const EventBatch& batch) {
    sqlite3* database = database_.get();
    if (batch.is_last) {
        execute(database, "PRAGMA synchronous = FULL");
    }
    execute(database, "BEGIN IMMEDIATE");
    for (const PoolEvent& event : batch.appended) {
        insert_->bind(as_integer(event.pool_serial)).bind(microseconds(event.at)).bind(event.name).bind(event.payload);
        insert_->run();
    }
    for (const std::uint64_t serial : batch.removed) {
        remove_->bind(as_integer(serial)).run();
    }
    SqliteStatement(database, "UPDATE queue SET next_pool_serial = ?, is_closed = ?")
        .bind(as_integer(batch.next_pool_serial))
        .bind(std::int64_t{batch.is_last})
        .run();
    execute(database, "COMMIT");
    if (batch.appended.empty() && sqlite_number(database, "PRAGMA freelist_count") > most_free_pages) {
        execute(database, "PRAGMA incremental_vacuum");
    }
}

tl::expected<void, FileTrouble> SqliteEventFile::synchronise() {
    if (!synchronise_sqlite_log(database_.get())) {
        return tl::unexpected(FileTrouble{path_ + " can't be written: the disk has lost something; look at it", true});
    }
    return {};
}

bool SqliteEventFile::has_moved() const {
    int moved = 0;
    sqlite3_file_control(database_.get(), nullptr, SQLITE_FCNTL_HAS_MOVED, &moved);
    return moved != 0;
}

std::uint64_t SqliteEventFile::disk_bytes() const {
    std::uint64_t bytes = 0;
    for (const char* suffix : {"", "-wal"}) {
        struct stat status {};
        if (::stat((path_ + suffix).c_str(), &status) == 0) {
            bytes += static_cast<std::uint64_t>(status.st_size);
        }
    }
    return bytes;
}

} // namespace halberd
