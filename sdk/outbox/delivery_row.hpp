#pragma once

#include "sdk/outbox/delivery.hpp"
#include "sdk/sqlite/sqlite_statement.hpp"

namespace halberd::outbox {

// The columns of the table "delivery", in the order in which read_row() wants them.
inline constexpr const char* row_columns =
    "number, id, date, transport, destination, about, sender, recipients, subject, body, expires, attempts, "
    "next_attempt, is_dead, error, is_held, silenced";

// A delivery from the row on which the statement stands.
Delivery read_row(const SqliteStatement& row);

// Adds a row; the number is chosen by SQLite.
void insert_row(sqlite3* database, const Delivery& delivery);

// Several texts as one, and the texts of such a one.
std::string join_lines(const std::vector<std::string>& lines);
std::vector<std::string> split_lines(const std::string& text);

// Times are kept in microseconds since 1970.
std::int64_t microseconds(Time at);
Time time_of(std::int64_t microseconds);

} // namespace halberd::outbox
