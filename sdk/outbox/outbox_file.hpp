#pragma once

#include "sdk/outbox/delivery.hpp"
#include "sdk/outbox/silences.hpp"
#include "sdk/sqlite/sqlite_connection.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace halberd::outbox {

// How much an outbox keeps.
struct Limits {
    std::int64_t waiting = 10'000; // more, and the oldest becomes a dead letter
    std::int64_t dead = 1'000;     // more, and the oldest is forgotten
    std::int64_t bytes = 64 << 20; // a larger file, and the oldest dead letter is forgotten, then the oldest of all
};

// The deliveries of one listener as an SQLite database with a write-ahead log, mode 0600:
//
//     delivery(number, id, …)     those that wait and the dead letters, by their age
//     delivered(id, at)           those of the last day: an event that comes again is not delivered again
//
// One process delivers from it (OutboxLock); others may look, and change what waits, at the same time. The errors of
// all methods are phrases for a log, with the path and what to do. Not thread-safe.
class OutboxFile {
 public:
    // What keeps deliveries in memory only.
    static constexpr const char* in_memory = ":memory:";

    explicit OutboxFile(std::string path, Limits limits = {});
    ~OutboxFile();
    OutboxFile(const OutboxFile&) = delete;
    OutboxFile& operator=(const OutboxFile&) = delete;

    const std::string& path() const { return path_; }
    bool is_open() const { return database_ != nullptr; }

    // Makes the file when there is none. A foreign or damaged one is not changed.
    tl::expected<void, std::string> open();

    // Whether an alert of that id waits or was delivered lately.
    tl::expected<bool, std::string> knows(const std::string& id);

    // When it returns, the delivery is safe from the end of this process, and after synchronise() from that of the
    // machine. False when it was known already. What had to give way to it is told by a line each.
    tl::expected<bool, std::string> add(const Delivery& delivery, std::vector<std::string>& displaced);

    // Gives a held delivery of the same id the date, subject, body, times and silenced processes of this one. False
    // when it is no more in the file, or due: then it is leaving.
    tl::expected<bool, std::string> amend(const Delivery& delivery, Time now);

    // Has held deliveries that wait out silences leave when these have ended, or at once. Whether one of them does at
    // another time than before.
    tl::expected<bool, std::string> follow(const Silences& silences, Time now);

    // Waits until what was added is on the disk itself. Another thread may use the other methods meanwhile, but open().
    tl::expected<void, std::string> synchronise() const;

    // The oldest that is due and that `is_left_out` does not name by its id.
    tl::expected<std::optional<Delivery>, std::string> next_due(
        Time now, const std::function<bool(const std::string& id)>& is_left_out);

    // When the next one is due, which may be long ago.
    tl::expected<std::optional<Time>, std::string> next_attempt();

    // These survive the end of this process at once, that of the machine soon.
    tl::expected<void, std::string> note_delivered(const std::string& id, Time at);
    tl::expected<void, std::string> note_failed(const Delivery& delivery); // its attempts, next_attempt, error, is_dead
    tl::expected<void, std::string> make_all_due(Time now);                // but what is held
    tl::expected<void, std::string> defer_due(Time now, Time until);

    // For people: all of them by their age; having some tried at once, dead letters among them, which expire anew; and
    // taking some away. Those of these numbers, or all: how many there were.
    tl::expected<std::vector<Delivery>, std::string> list();
    tl::expected<std::size_t, std::string> retry(std::optional<std::int64_t> number, Time now, Time expires);
    tl::expected<std::size_t, std::string> drop(std::optional<std::int64_t> number);

 private:
    template <class Work>
    auto guard(Work work) -> tl::expected<decltype(work()), std::string>;
    void close();
    void prepare_tables(bool is_new);
    void open_log();
    bool is_known(const std::string& id);
    void make_room(std::vector<std::string>& displaced);
    std::size_t change(const std::string& sql, std::optional<std::int64_t> number, const std::vector<Time>& times);

    std::string path_;
    Limits limits_;
    SqliteConnection database_;
    int log_ = -1; // the write-ahead log, to synchronise it
    unsigned deliveries_until_sweep_ = 0;
};

} // namespace halberd::outbox
