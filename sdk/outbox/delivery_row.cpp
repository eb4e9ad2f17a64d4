#include "sdk/outbox/delivery_row.hpp"

#include <sstream>

namespace halberd::outbox {
std::string join_lines(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) {
        text += line + "\n";
    }
    return text;
}

std::vector<std::string> split_lines(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) {
        lines.push_back(line);
    }
    return lines;
}

std::int64_t microseconds(Time at) {
    return std::chrono::duration_cast<std::chrono::microseconds>(at.time_since_epoch()).count();
}

Time time_of(std::int64_t microseconds) {
    return Time(std::chrono::microseconds(microseconds));
}

Delivery read_row(const SqliteStatement& row) {
    Delivery delivery;
    delivery.number = row.integer(0);
    delivery.message.stamp = mail::MessageStamp{time_of(row.integer(2)), row.bytes(1)};
    delivery.transport = row.bytes(3);
    delivery.destination = row.bytes(4);
    delivery.about = row.bytes(5);
    delivery.message.from = row.bytes(6);
    delivery.message.to = split_lines(row.bytes(7));
    delivery.message.subject = row.bytes(8);
    delivery.message.body = row.bytes(9);
    delivery.expires = time_of(row.integer(10));
    delivery.attempts = static_cast<unsigned>(row.integer(11));
    delivery.next_attempt = time_of(row.integer(12));
    delivery.is_dead = row.integer(13) != 0;
    delivery.error = row.bytes(14);
    delivery.is_held = row.integer(15) != 0;
    delivery.silenced = split_lines(row.bytes(16));
    return delivery;
}

void insert_row(sqlite3* database, const Delivery& delivery) {
    const std::string sql = std::string("INSERT INTO delivery (") + row_columns +
                            ") VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    SqliteStatement statement(database, sql);
    const std::string recipients = join_lines(delivery.message.to);
    statement.bind(delivery.id()).bind(microseconds(delivery.message.stamp->date)).bind(delivery.transport);
    statement.bind(delivery.destination).bind(delivery.about).bind(delivery.message.from).bind(recipients);
    statement.bind(delivery.message.subject).bind(delivery.message.body).bind(microseconds(delivery.expires));
    statement.bind(std::int64_t{delivery.attempts}).bind(microseconds(delivery.next_attempt));
    statement.bind(std::int64_t{delivery.is_dead}).bind(delivery.error).bind(std::int64_t{delivery.is_held});
    const std::string silenced = join_lines(delivery.silenced);
    statement.bind(silenced).run();
}

} // namespace halberd::outbox
