#include "sdk/outbox/outbox_file.hpp"

#include "sdk/outbox/delivery_row.hpp"
#include "sdk/sqlite/private_file.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <map>
#include <type_traits>
#include <utility>

namespace halberd::outbox {
namespace {

// How a file says that it is ours, and of which form: "hbob".
constexpr std::int64_t application_id = 0x68626f62;
constexpr std::int64_t newest_form = 3;

// Somebody who looks at the file, or the process before this one, may hold it for a moment.
constexpr int wait_for_lock_milliseconds = 2000;

constexpr std::chrono::hours delivered_are_known_for{24};
constexpr unsigned deliveries_between_sweeps = 100;

constexpr const char* tables = R"(
    CREATE TABLE delivery (
        number INTEGER PRIMARY KEY AUTOINCREMENT, id BLOB NOT NULL UNIQUE, date INTEGER NOT NULL,
        transport BLOB NOT NULL, destination BLOB NOT NULL, about BLOB NOT NULL, sender BLOB NOT NULL,
        recipients BLOB NOT NULL, subject BLOB NOT NULL, body BLOB NOT NULL, expires INTEGER NOT NULL,
        attempts INTEGER NOT NULL, next_attempt INTEGER NOT NULL, is_dead INTEGER NOT NULL, error BLOB NOT NULL,
        is_held INTEGER NOT NULL DEFAULT 0, silenced BLOB NOT NULL DEFAULT '');
    CREATE INDEX due ON delivery (is_dead, next_attempt);
    CREATE TABLE delivered (id BLOB PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
    PRAGMA application_id = 1751281506;
    PRAGMA user_version = 3;
)";
static_assert(application_id == 1751281506);

// The first form had no alerts that are held.
constexpr const char* from_first_form = R"(
    ALTER TABLE delivery ADD COLUMN is_held INTEGER NOT NULL DEFAULT 0;
    PRAGMA user_version = 2;
)";

// The second had none that wait out a silence.
constexpr const char* from_second_form = R"(
    ALTER TABLE delivery ADD COLUMN silenced BLOB NOT NULL DEFAULT '';
    PRAGMA user_version = 3;
)";

constexpr const char* no_outbox = "is no outbox; move it away, and a new one is made";

// A failure that is not SQLite's: a whole phrase.
struct Refusal {
    std::string reason;
};

std::string reason_of(const SqliteFailure& failure, const std::string& path) {
    const std::string because =
        failure.errno_code != 0 ? failure.text + " (" + std::strerror(failure.errno_code) + ")" : failure.text;
    switch (failure.code & 0xff) {
        case SQLITE_FULL:
            return path + " can't be written: the disk is full; make room there";
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return path + " is held by another process";
        case SQLITE_NOTADB:
            return path + " " + no_outbox;
        case SQLITE_CORRUPT:
            return path + " is damaged (" + because + "); move it away, and a new one is made";
        default:
            return path + " can't be used: " + because +
                   "; look at the disk, and whether the file and its folder are "
                   "writable for uid " +
                   std::to_string(::geteuid());
    }
}

} // namespace

OutboxFile::OutboxFile(std::string path, Limits limits) : path_(std::move(path)), limits_(limits) {}

OutboxFile::~OutboxFile() {
    close();
}

void OutboxFile::close() {
    database_.reset();
    if (log_ >= 0) {
        ::close(std::exchange(log_, -1));
    }
}

template <class Work>
auto OutboxFile::guard(Work work) -> tl::expected<decltype(work()), std::string> {
    if (!database_) {
        return tl::unexpected(path_ + " is not open");
    }
    try {
        if constexpr (std::is_void_v<decltype(work())>) {
            work();
            return {};
        } else {
            return work();
        }
    } catch (const SqliteFailure& failure) {
        std::string reason = reason_of(failure, path_);
        if (sqlite3_get_autocommit(database_.get()) == 0) {
            sqlite3_exec(database_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
        }
        return tl::unexpected(std::move(reason));
    }
}

tl::expected<void, std::string> OutboxFile::open() {
    close();
    if (path_ != in_memory) {
        if (auto made = make_private_file(path_, no_outbox); !made) {
            return made;
        }
    }
    std::string reason;
    try {
        database_ = connect_sqlite(path_, wait_for_lock_milliseconds);
        const bool is_new = sqlite_number(database_.get(), "SELECT count(*) FROM sqlite_master") == 0;
        prepare_tables(is_new);
        return {};
    } catch (const SqliteFailure& failure) {
        reason = reason_of(failure, path_);
    } catch (const Refusal& refusal) {
        reason = refusal.reason;
    }
    close();
    return tl::unexpected(std::move(reason));
}

// Nothing is written to a file that is not ours.
void OutboxFile::prepare_tables(bool is_new) {
    sqlite3* database = database_.get();
    if (!is_new && sqlite_number(database, "PRAGMA application_id") != application_id) {
        throw Refusal{path_ + " " + no_outbox};
    }
    if (sqlite_number(database, "PRAGMA user_version") > newest_form) {
        throw Refusal{path_ + " was made by a newer Halberd; install that, or name another folder"};
    }
    configure_sqlite_queue(database);
    if (is_new) {
        execute(database, (std::string("BEGIN IMMEDIATE;") + tables + "COMMIT").c_str());
    } else if (sqlite_number(database, "PRAGMA user_version") < newest_form) {
        execute(database, "BEGIN IMMEDIATE"); // another process may have been first
        for (std::int64_t form = sqlite_number(database, "PRAGMA user_version"); form < newest_form; ++form) {
            execute(database, form == 1 ? from_first_form : from_second_form);
        }
        execute(database, "COMMIT");
    }
}

bool OutboxFile::is_known(const std::string& id) {
    SqliteStatement found(database_.get(),
                          "SELECT 1 FROM delivery WHERE id = ?1 UNION ALL SELECT 1 FROM delivered WHERE id = ?1");
    return found.bind(id).step();
}

tl::expected<bool, std::string> OutboxFile::knows(const std::string& id) {
    return guard([&] { return is_known(id); });
}

tl::expected<bool, std::string> OutboxFile::add(const Delivery& delivery, std::vector<std::string>& displaced) {
    return guard([&] {
        execute(database_.get(), "BEGIN IMMEDIATE");
        const bool is_new = !is_known(delivery.id());
        if (is_new) {
            insert_row(database_.get(), delivery);
            make_room(displaced);
        }
        execute(database_.get(), "COMMIT");
        open_log();
        return is_new;
    });
}

tl::expected<bool, std::string> OutboxFile::amend(const Delivery& delivery, Time now) {
    const std::string silenced = join_lines(delivery.silenced);
    return guard([&] {
        SqliteStatement(
            database_.get(),
            "UPDATE delivery SET date = ?, subject = ?, body = ?, expires = ?, next_attempt = ?, silenced = ? "
            "WHERE id = ? AND is_held = 1 AND is_dead = 0 AND next_attempt > ?")
            .bind(microseconds(delivery.message.stamp->date))
            .bind(delivery.message.subject)
            .bind(delivery.message.body)
            .bind(microseconds(delivery.expires))
            .bind(microseconds(delivery.next_attempt))
            .bind(silenced)
            .bind(delivery.id())
            .bind(microseconds(now))
            .run();
        const bool is_amended = sqlite3_changes(database_.get()) > 0;
        open_log();
        return is_amended;
    });
}

tl::expected<bool, std::string> OutboxFile::follow(const Silences& silences, Time now) {
    return guard([&] {
        std::map<std::int64_t, Time> ends;
        {
            SqliteStatement rows(database_.get(),
                                 "SELECT number, silenced FROM delivery "
                                 "WHERE is_held = 1 AND is_dead = 0 AND length(silenced) > 0 AND next_attempt > ?");
            rows.bind(microseconds(now));
            while (rows.step()) {
                ends[rows.integer(0)] = end_of_silence(split_lines(rows.bytes(1)), silences, now);
            }
        }
        bool is_changed = false;
        for (const auto& [number, end] : ends) {
            SqliteStatement(database_.get(),
                            "UPDATE delivery SET next_attempt = ?1, expires = expires + ?1 - next_attempt "
                            "WHERE number = ?2 AND next_attempt != ?1")
                .bind(microseconds(end))
                .bind(number)
                .run();
            is_changed = is_changed || sqlite3_changes(database_.get()) > 0;
        }
        return is_changed;
    });
}

// With synchronous = NORMAL a commit leaves the log to the kernel. A descriptor of our own, so that nobody has to wait
// for the connection while the disk works; SQLite has no locks on this file, which closing could release.
void OutboxFile::open_log() {
    if (log_ >= 0 || path_ == in_memory) {
        return;
    }
    log_ = ::open((path_ + "-wal").c_str(), O_RDWR | O_NOFOLLOW | O_CLOEXEC);
    if (log_ < 0) {
        throw SqliteFailure{SQLITE_CANTOPEN, errno, "its log can't be opened"};
    }
    synchronise_folder(std::filesystem::path(path_).parent_path());
}

tl::expected<void, std::string> OutboxFile::synchronise() const {
    if (log_ >= 0 && ::fdatasync(log_) != 0) {
        return tl::unexpected(path_ + " can't be written: " + std::strerror(errno) + "; look at the disk");
    }
    return {};
}

void OutboxFile::make_room(std::vector<std::string>& displaced) {
    sqlite3* database = database_.get();
    const auto displace = [&](const char* which, const char* what, const char* sql) {
        SqliteStatement oldest(database, which);
        if (!oldest.step()) {
            return false;
        }
        displaced.push_back(std::string(what) + ": " + oldest.bytes(1));
        SqliteStatement(database, sql).bind(oldest.integer(0)).run();
        return true;
    };
    constexpr const char* oldest_waiting =
        "SELECT number, subject FROM delivery WHERE is_dead = 0 ORDER BY number LIMIT 1";
    constexpr const char* oldest_dead =
        "SELECT number, subject FROM delivery WHERE is_dead = 1 ORDER BY number LIMIT 1";
    constexpr const char* bury = "UPDATE delivery SET is_dead = 1, error = 'too many alerts wait' WHERE number = ?";
    constexpr const char* forget = "DELETE FROM delivery WHERE number = ?";
    if (sqlite_number(database, "SELECT count(*) FROM delivery WHERE is_dead = 0") > limits_.waiting) {
        displace(oldest_waiting, "too many alerts wait, this one is a dead letter", bury);
    }
    if (sqlite_number(database, "SELECT count(*) FROM delivery WHERE is_dead = 1") > limits_.dead) {
        displace(oldest_dead, "too many dead letters, this one is forgotten", forget);
    }
    const std::int64_t page = sqlite_number(database, "PRAGMA page_size");
    while ((sqlite_number(database, "PRAGMA page_count") - sqlite_number(database, "PRAGMA freelist_count")) * page >
               limits_.bytes &&
           sqlite_number(database, "SELECT count(*) FROM delivery") > 1 &&
           (displace(oldest_dead, "the outbox is full, this dead letter is forgotten", forget) ||
            displace(oldest_waiting, "the outbox is full, this alert is lost", forget))) {
    }
}

tl::expected<std::optional<Delivery>, std::string> OutboxFile::next_due(
    Time now, const std::function<bool(const std::string& id)>& is_left_out) {
    return guard([&]() -> std::optional<Delivery> {
        const std::string sql = std::string("SELECT ") + row_columns +
                                " FROM delivery WHERE is_dead = 0 AND next_attempt <= ? ORDER BY number";
        SqliteStatement rows(database_.get(), sql);
        rows.bind(microseconds(now));
        while (rows.step()) {
            if (!is_left_out(rows.bytes(1))) {
                return read_row(rows);
            }
        }
        return std::nullopt;
    });
}

tl::expected<std::optional<Time>, std::string> OutboxFile::next_attempt() {
    return guard([&]() -> std::optional<Time> {
        SqliteStatement row(database_.get(),
                            "SELECT next_attempt FROM delivery WHERE is_dead = 0 ORDER BY next_attempt LIMIT 1");
        return row.step() ? std::optional(time_of(row.integer(0))) : std::nullopt;
    });
}

tl::expected<void, std::string> OutboxFile::note_delivered(const std::string& id, Time at) {
    return guard([&] {
        sqlite3* database = database_.get();
        execute(database, "BEGIN IMMEDIATE");
        SqliteStatement(database, "DELETE FROM delivery WHERE id = ?").bind(id).run();
        SqliteStatement(database, "INSERT OR REPLACE INTO delivered VALUES (?, ?)")
            .bind(id)
            .bind(microseconds(at))
            .run();
        if (deliveries_until_sweep_-- == 0) {
            deliveries_until_sweep_ = deliveries_between_sweeps;
            SqliteStatement(database, "DELETE FROM delivered WHERE at < ?")
                .bind(microseconds(at - delivered_are_known_for))
                .run();
            execute(database, "PRAGMA incremental_vacuum");
        }
        execute(database, "COMMIT");
    });
}

tl::expected<void, std::string> OutboxFile::note_failed(const Delivery& delivery) {
    return guard([&] {
        SqliteStatement(database_.get(),
                        "UPDATE delivery SET attempts = ?, next_attempt = ?, is_dead = ?, error = ?, is_held = 0 "
                        "WHERE id = ?")
            .bind(std::int64_t{delivery.attempts})
            .bind(microseconds(delivery.next_attempt))
            .bind(std::int64_t{delivery.is_dead})
            .bind(delivery.error)
            .bind(delivery.id())
            .run();
    });
}

tl::expected<void, std::string> OutboxFile::make_all_due(Time now) {
    return guard([&] {
        SqliteStatement(database_.get(),
                        "UPDATE delivery SET next_attempt = ?1 WHERE is_dead = 0 AND is_held = 0 AND next_attempt > ?1")
            .bind(microseconds(now))
            .run();
    });
}

tl::expected<void, std::string> OutboxFile::defer_due(Time now, Time until) {
    return guard([&] {
        SqliteStatement(database_.get(), "UPDATE delivery SET next_attempt = ? WHERE is_dead = 0 AND next_attempt <= ?")
            .bind(microseconds(until))
            .bind(microseconds(now))
            .run();
    });
}

tl::expected<std::vector<Delivery>, std::string> OutboxFile::list() {
    return guard([&] {
        std::vector<Delivery> all;
        SqliteStatement rows(database_.get(), std::string("SELECT ") + row_columns + " FROM delivery ORDER BY number");
        while (rows.step()) {
            all.push_back(read_row(rows));
        }
        return all;
    });
}

std::size_t OutboxFile::change(const std::string& sql, std::optional<std::int64_t> number,
                               const std::vector<Time>& times) {
    SqliteStatement statement(database_.get(), sql + (number ? " WHERE number = ?" : ""));
    for (const Time time : times) {
        statement.bind(microseconds(time));
    }
    if (number) {
        statement.bind(*number);
    }
    statement.run();
    return static_cast<std::size_t>(sqlite3_changes(database_.get()));
}

tl::expected<std::size_t, std::string> OutboxFile::retry(std::optional<std::int64_t> number, Time now, Time expires) {
    return guard([&] {
        return change("UPDATE delivery SET next_attempt = ?, expires = max(expires, ?), is_dead = 0, is_held = 0",
                      number, {now, expires});
    });
}

tl::expected<std::size_t, std::string> OutboxFile::drop(std::optional<std::int64_t> number) {
    return guard([&] { return change("DELETE FROM delivery", number, {}); });
}

} // namespace halberd::outbox
