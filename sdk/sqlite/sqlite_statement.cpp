#include "sdk/sqlite/sqlite_statement.hpp"

#include <sqlite3.h>

namespace halberd {

SqliteFailure failure_of(sqlite3* database) {
    return {sqlite3_extended_errcode(database), sqlite3_system_errno(database), sqlite3_errmsg(database)};
}

void execute(sqlite3* database, const char* sql) {
    if (sqlite3_exec(database, sql, nullptr, nullptr, nullptr) != SQLITE_OK) {
        throw failure_of(database);
    }
}

void SqliteStatement::Finalize::operator()(sqlite3_stmt* statement) const {
    sqlite3_finalize(statement);
}

SqliteStatement::SqliteStatement(sqlite3* database, std::string_view sql) : database_(database) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(database, sql.data(), static_cast<int>(sql.size()), &statement, nullptr) != SQLITE_OK) {
        throw failure_of(database);
    }
    statement_.reset(statement);
}

SqliteStatement& SqliteStatement::bind(std::int64_t value) {
    if (sqlite3_bind_int64(statement_.get(), ++bound_, value) != SQLITE_OK) {
        throw failure_of(database_);
    }
    return *this;
}

SqliteStatement& SqliteStatement::bind(std::string_view bytes) {
    // A null pointer would be NULL, not an empty value.
    const char* data = bytes.data() != nullptr ? bytes.data() : "";
    if (sqlite3_bind_blob64(statement_.get(), ++bound_, data, bytes.size(), SQLITE_STATIC) != SQLITE_OK) {
        throw failure_of(database_);
    }
    return *this;
}

void SqliteStatement::run() {
    const int code = sqlite3_step(statement_.get());
    const bool has_failed = code != SQLITE_DONE && code != SQLITE_ROW;
    const SqliteFailure failure = has_failed ? failure_of(database_) : SqliteFailure();
    bound_ = 0;
    sqlite3_reset(statement_.get());
    if (has_failed) {
        throw failure;
    }
}

bool SqliteStatement::step() {
    const int code = sqlite3_step(statement_.get());
    if (code != SQLITE_DONE && code != SQLITE_ROW) {
        throw failure_of(database_);
    }
    return code == SQLITE_ROW;
}

std::int64_t SqliteStatement::integer(int column) const {
    return sqlite3_column_int64(statement_.get(), column);
}

std::string SqliteStatement::bytes(int column) const {
    const void* data = sqlite3_column_blob(statement_.get(), column);
    const int size = sqlite3_column_bytes(statement_.get(), column);
    return data != nullptr ? std::string(static_cast<const char*>(data), static_cast<std::size_t>(size))
                           : std::string();
}

} // namespace halberd
