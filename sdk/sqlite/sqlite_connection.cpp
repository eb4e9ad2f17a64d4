#include "sdk/sqlite/sqlite_connection.hpp"

#include <sqlite3.h>

namespace halberd {

void SqliteClose::operator()(sqlite3* database) const {
    sqlite3_close(database);
}

SqliteConnection connect_sqlite(const std::string& path, int wait_milliseconds) {
    sqlite3* database = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
    SqliteConnection connection(database);
    if (database == nullptr) {
        throw SqliteFailure{SQLITE_NOMEM, 0, "out of memory"};
    }
    if (code != SQLITE_OK) {
        throw failure_of(database);
    }
    sqlite3_extended_result_codes(database, 1);
    sqlite3_busy_timeout(database, wait_milliseconds);
    return connection;
}

void configure_sqlite_queue(sqlite3* database) {
    execute(database, R"(
        PRAGMA auto_vacuum = INCREMENTAL;
        PRAGMA journal_mode = WAL;
        PRAGMA journal_size_limit = 1048576;
        PRAGMA synchronous = NORMAL;
        PRAGMA cache_size = -512;
        PRAGMA temp_store = MEMORY;
    )");
}

std::int64_t sqlite_number(sqlite3* database, const char* sql) {
    SqliteStatement statement(database, sql);
    return statement.step() ? statement.integer(0) : 0;
}

bool synchronise_sqlite_log(sqlite3* database) {
    sqlite3_file* log = nullptr;
    sqlite3_file_control(database, nullptr, SQLITE_FCNTL_JOURNAL_POINTER, &log);
    return log == nullptr || log->pMethods == nullptr || log->pMethods->xSync(log, SQLITE_SYNC_NORMAL) == SQLITE_OK;
}

} // namespace halberd
