#pragma once

#include "core/store/event_file.hpp"
#include "sdk/sqlite/sqlite_connection.hpp"

#include <memory>
#include <string>

namespace halberd {

// An EventFile as an SQLite database with a write-ahead log, for this process alone: another one finds it in use.
//
//     event(pool_serial, at, name, payload)    what no listener has answered yet; `at` in microseconds since 1970
//     queue(id, next_pool_serial, is_closed)   one row
//
// After a life that did not close the file, serials go on with a large gap: the last events may have been handed out
// without having been written, and no number shall be used twice.
class SqliteEventFile final : public EventFile {
 public:
    explicit SqliteEventFile(std::string path);
    ~SqliteEventFile() override;
    SqliteEventFile(const SqliteEventFile&) = delete;
    SqliteEventFile& operator=(const SqliteEventFile&) = delete;

    tl::expected<EventStore::Contents, FileTrouble> open() override;
    tl::expected<void, FileTrouble> write(const EventBatch& batch) override;
    tl::expected<void, FileTrouble> synchronise() override;
    std::uint64_t disk_bytes() const override;

 private:
    void connect();
    void prepare_tables();
    EventStore::Contents read();
    void change(const EventBatch& batch);
    void close();
    bool has_moved() const;

    std::string path_;
    SqliteConnection database_;
    std::unique_ptr<SqliteStatement> insert_;
    std::unique_ptr<SqliteStatement> remove_;
};

} // namespace halberd
