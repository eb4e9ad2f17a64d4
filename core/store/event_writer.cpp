#include "core/store/event_writer.hpp"

#include "core/base/all_signals_blocked.hpp"
#include "core/store/pending_events.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

namespace halberd {
namespace {

constexpr std::chrono::seconds first_pause{1};
constexpr std::chrono::seconds longest_pause{30};

// While events come all the time, the disk itself gets them so often; otherwise at once. They are safe from the end of
// the daemon before.
constexpr std::chrono::milliseconds longest_time_off_disk{100};

// A disk that has not answered for so long is in trouble.
constexpr std::chrono::seconds longest_silence{10};

} // namespace

// What the loop and the thread share.
struct EventWriter::Shared {
    std::mutex mutex;
    std::condition_variable changed;
    PendingEvents pending;
    std::size_t in_batch = 0;             // appended events that the thread is writing
    std::optional<SteadyTime> busy_since; // it waits for the disk
    bool may_write = false;               // resume() was called for the file that is open
    bool closing = false;                 // the writer has gone: write the rest and end
    std::string trouble;
    std::uint64_t disk_bytes = 0;

    EventWriter* writer = nullptr; // loop thread only
    std::string path;
    MakeEventFile make;
    Loop loop;

    // To be called with the mutex locked.
    static void note_trouble(const std::shared_ptr<Shared>& self, const std::string& reason) {
        if (std::exchange(self->trouble, reason) != reason) {
            tell(self, [reason](EventWriter& writer) { writer.observer_.on_store_trouble(reason); });
        }
    }

    // Likewise. The disk does not answer at all, and the thread can't tell.
    static void note_silence(const std::shared_ptr<Shared>& self) {
        if (self->trouble.empty()) {
            note_trouble(self, fmt::format("{}: the disk has not answered for {} s; look at it", self->path,
                                           longest_silence.count()));
        }
    }

    // Has the loop tell the observer, if that is still there. [writer]
    static void tell(const std::shared_ptr<Shared>& self, std::function<void(EventWriter&)> message) {
        self->loop.post([self, message = std::move(message)] {
            if (self->writer != nullptr) {
                self->writer->patience_.reset();
                message(*self->writer);
            }
        });
    }
};

// The thread's side.
class EventWriter::Thread {
 public:
    explicit Thread(std::shared_ptr<Shared> shared) : shared_(std::move(shared)) {}

    void run() {
        while (open()) {
            if (write_until_trouble()) {
                break;
            }
        }
        file_.reset();
        const std::lock_guard lock(shared_->mutex);
        shared_->loop.ended(shared_->pending.unwritten(), shared_->trouble);
    }

 private:
    // Opens the file, however long it takes. False when the writer has gone and it can't be opened.
    bool open() {
        for (auto pause = first_pause;; pause = std::min(2 * pause, longest_pause)) {
            const bool is_last_try = is_closing();
            auto contents = try_to_open();
            if (contents) {
                opened(*std::move(contents));
                return true;
            }
            note_trouble(contents.error().reason);
            if (is_last_try) {
                return false;
            }
            wait(pause);
        }
    }

    tl::expected<EventStore::Contents, FileTrouble> try_to_open() {
        if (!file_) {
            auto made = shared_->make(shared_->path);
            if (!made) {
                return tl::unexpected(std::move(made).error());
            }
            file_ = *std::move(made);
        }
        return file_->open();
    }

    void opened(EventStore::Contents contents) {
        end_trouble();
        {
            const std::lock_guard lock(shared_->mutex);
            shared_->disk_bytes = file_->disk_bytes();
            shared_->may_write = false;
        }
        next_in_new_file_.reset();
        if (std::exchange(id_, contents.id) != contents.id) {
            next_in_new_file_ = contents.next_pool_serial;
        }
        const auto found = std::make_shared<EventStore::Contents>(std::move(contents)); // a function is copied
        Shared::tell(shared_, [found](EventWriter& writer) { writer.observer_.on_store_opened(std::move(*found)); });
    }

    // True when all is written, or can't be, and the writer has gone; false when the file has to be opened anew.
    bool write_until_trouble() {
        auto pause = first_pause;
        for (;;) {
            EventBatch batch = next_batch();
            const bool is_last = batch.is_last;
            auto written = file_->write(batch);
            if (written && !batch.appended.empty() && !off_disk_since_) {
                off_disk_since_ = std::chrono::steady_clock::now();
            }
            const bool is_last_try = end_batch(written ? EventBatch() : std::move(batch));
            if (written) {
                if (is_last) {
                    return true;
                }
                written = synchronise_if_due();
            }
            if (written) {
                end_trouble();
                pause = first_pause;
                continue;
            }
            note_trouble(written.error().reason);
            if (is_last_try) {
                return !written.error().must_reopen || std::exchange(has_reopened_at_the_end_, true);
            }
            wait(pause);
            if (written.error().must_reopen) {
                return false;
            }
            pause = std::min(2 * pause, longest_pause);
        }
    }

    tl::expected<void, FileTrouble> synchronise_if_due() {
        if (!off_disk_since_ ||
            (has_work() && std::chrono::steady_clock::now() - *off_disk_since_ < longest_time_off_disk)) {
            return {};
        }
        off_disk_since_.reset();
        note_busy(std::chrono::steady_clock::now());
        auto synchronised = file_->synchronise();
        note_busy(std::nullopt);
        return synchronised;
    }

    void note_busy(std::optional<SteadyTime> since) {
        const std::lock_guard lock(shared_->mutex);
        shared_->busy_since = since;
    }

    bool has_work() {
        const std::lock_guard lock(shared_->mutex);
        return shared_->closing || !shared_->pending.is_empty();
    }

    EventBatch next_batch() {
        std::unique_lock lock(shared_->mutex);
        shared_->changed.wait(lock,
                              [&] { return shared_->closing || (shared_->may_write && !shared_->pending.is_empty()); });
        if (!std::exchange(shared_->may_write, true) && next_in_new_file_) {
            // The pool has gone before it heard of this file, and could not number its events behind those in it.
            shared_->pending.number_anew(*next_in_new_file_);
        }
        EventBatch batch = shared_->pending.take();
        shared_->in_batch = batch.appended.size();
        shared_->busy_since = std::chrono::steady_clock::now();
        batch.is_last = shared_->closing && shared_->pending.is_empty();
        return batch;
    }

    // What was not written is kept. Returns whether the writer has gone.
    bool end_batch(EventBatch unwritten) {
        const std::uint64_t disk_bytes = file_->disk_bytes();
        const std::lock_guard lock(shared_->mutex);
        shared_->in_batch = 0;
        shared_->busy_since.reset();
        shared_->disk_bytes = disk_bytes;
        shared_->pending.put_back(std::move(unwritten));
        return shared_->closing;
    }

    bool is_closing() {
        const std::lock_guard lock(shared_->mutex);
        return shared_->closing;
    }

    // Until the next try; shorter when the writer goes.
    void wait(std::chrono::seconds pause) {
        std::unique_lock lock(shared_->mutex);
        shared_->changed.wait_for(lock, pause, [&] { return shared_->closing; });
    }

    void note_trouble(const std::string& reason) {
        const std::lock_guard lock(shared_->mutex);
        Shared::note_trouble(shared_, reason);
    }

    void end_trouble() {
        const std::lock_guard lock(shared_->mutex);
        if (!std::exchange(shared_->trouble, {}).empty()) {
            Shared::tell(shared_, [](EventWriter& writer) { writer.observer_.on_store_recovered(); });
        }
    }

    std::shared_ptr<Shared> shared_;
    std::unique_ptr<EventFile> file_;
    std::string id_;                                // of the file that was opened last
    std::optional<std::uint64_t> next_in_new_file_; // where serials go on in it, unless it is the one before, too
    bool has_reopened_at_the_end_ = false;
    std::optional<SteadyTime> off_disk_since_; // there are events that only the kernel has
};

EventWriter::EventWriter(std::string path, MakeEventFile make, Loop loop, Observer& observer)
    : shared_(std::make_shared<Shared>()), observer_(observer) {
    shared_->writer = this;
    shared_->path = std::move(path);
    shared_->make = std::move(make);
    shared_->loop = std::move(loop);
    try {
        const AllSignalsBlocked inherited_by_the_thread;
        std::thread([shared = shared_] { Thread(shared).run(); }).detach();
    } catch (const std::system_error& error) {
        const std::lock_guard lock(shared_->mutex);
        Shared::note_trouble(shared_,
                             fmt::format("no thread can be started to write {}: {}; raise the limit of processes",
                                         shared_->path, error.code().message()));
        shared_->loop.ended(0, {});
        return;
    }
    patience_ = shared_->loop.after(longest_silence, [this] {
        const std::lock_guard lock(shared_->mutex);
        Shared::note_silence(shared_);
    });
}

EventWriter::~EventWriter() {
    shared_->writer = nullptr;
    const std::lock_guard lock(shared_->mutex);
    shared_->closing = true;
    shared_->changed.notify_all();
}

void EventWriter::resume(std::uint64_t next_pool_serial) {
    const std::lock_guard lock(shared_->mutex);
    shared_->pending.clear(next_pool_serial);
    shared_->may_write = true;
    shared_->changed.notify_all();
}

void EventWriter::append(const PoolEvent& event) {
    const std::lock_guard lock(shared_->mutex);
    shared_->pending.append(event);
    shared_->changed.notify_all();
    if (shared_->busy_since && std::chrono::steady_clock::now() - *shared_->busy_since > longest_silence) {
        Shared::note_silence(shared_);
    }
}

void EventWriter::remove(std::uint64_t pool_serial) {
    const std::lock_guard lock(shared_->mutex);
    shared_->pending.remove(pool_serial);
    shared_->changed.notify_all();
}

EventStore::Status EventWriter::status() const {
    const std::lock_guard lock(shared_->mutex);
    return {shared_->path, shared_->disk_bytes, shared_->pending.unwritten() + shared_->in_batch, shared_->trouble};
}

} // namespace halberd
