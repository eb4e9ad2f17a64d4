#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace halberd {

// What SQLite refused, as an exception that stays within a file's operations: the result code and the errno behind it.
struct SqliteFailure {
    int code = 0; // extended
    int errno_code = 0;
    std::string text;
};

// A prepared statement. Failures are thrown.
class SqliteStatement {
 public:
    SqliteStatement(sqlite3* database, std::string_view sql);

    SqliteStatement& bind(std::int64_t value);
    SqliteStatement& bind(std::string_view bytes); // as a BLOB; must stay until run() or step()

    // Runs it to its end; then it may be bound anew.
    void run();

    // True when there is a row.
    bool step();
    std::int64_t integer(int column) const;
    std::string bytes(int column) const;

 private:
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const;
    };
    sqlite3* database_;
    std::unique_ptr<sqlite3_stmt, Finalize> statement_;
    int bound_ = 0;
};

// The failure that `database` had last.
SqliteFailure failure_of(sqlite3* database);

// Runs statements without parameters, and throws.
void execute(sqlite3* database, const char* sql);

} // namespace halberd
