#include "core/daemon/event_stores.hpp"

#include "core/store/event_writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <utility>
#include <vector>

namespace halberd {

struct EventStores::Shared {
    std::mutex mutex;
    std::condition_variable changed;
    boost::asio::io_context* io;                  // null once the loop is out of reach
    std::map<std::uint64_t, std::string> threads; // the file of each, by rising number
    std::uint64_t last_thread = 0;
    Log* log;

    // A pool that goes may have something to write when another takes its file over: it comes first. [writer]
    void await_turn(std::uint64_t thread) {
        std::unique_lock lock(mutex);
        const std::string& file = threads.at(thread);
        changed.wait(lock, [&] {
            return std::none_of(threads.begin(), threads.find(thread),
                                [&](const auto& earlier) { return earlier.second == file; });
        });
    }

    // Has the loop log what was lost when a pool went. [writer]
    void end(std::uint64_t thread, std::size_t lost, const std::string& reason) {
        const std::lock_guard lock(mutex);
        const std::string file = threads.extract(thread).mapped();
        changed.notify_all();
        if (lost > 0 && io != nullptr) {
            boost::asio::post(*io, [log_of_the_daemon = log, lost, file, reason] {
                log_of_the_daemon->error("{} events could not be written to {} before it was closed, and are lost: {}",
                                         lost, file, reason);
            });
        }
    }

    void post(std::function<void()> work) {
        const std::lock_guard lock(mutex);
        if (io != nullptr) {
            boost::asio::post(*io, std::move(work));
        }
    }
};

EventStores::EventStores(boost::asio::io_context& io, Log& log, MakeEventFile make_file)
    : io_(io), log_(log), make_file_(std::move(make_file)), shared_(std::make_shared<Shared>()) {
    shared_->io = &io;
    shared_->log = &log;
}

EventStores::~EventStores() {
    const std::lock_guard lock(shared_->mutex);
    shared_->io = nullptr;
}

std::unique_ptr<EventStore> EventStores::open(const std::string& file, EventStore::Observer& observer) {
    has_opened_ = true;
    const std::uint64_t thread = ++shared_->last_thread;
    {
        const std::lock_guard lock(shared_->mutex);
        shared_->threads.emplace(thread, file);
    }
    EventWriter::Loop loop;
    loop.post = [shared = shared_](std::function<void()> work) { shared->post(std::move(work)); };
    loop.ended = [shared = shared_, thread](std::size_t lost, const std::string& reason) {
        shared->end(thread, lost, reason);
    };
    loop.after = [this](std::chrono::seconds pause, std::function<void()> work) -> std::shared_ptr<void> {
        auto timer = std::make_shared<boost::asio::steady_timer>(io_, pause);
        timer->async_wait(
            [owner = std::weak_ptr(timer), work = std::move(work)](const boost::system::error_code& failed) {
                if (!failed && !owner.expired()) {
                    work();
                }
            });
        return timer;
    };
    const auto make_in_turn = [shared = shared_, thread, make = make_file_](const std::string& path) {
        shared->await_turn(thread);
        return make(path);
    };
    return std::make_unique<EventWriter>(file, make_in_turn, std::move(loop), observer);
}

bool EventStores::wait_until_closed(std::chrono::milliseconds longest) {
    if (!has_opened_) {
        return true;
    }
    std::unique_lock lock(shared_->mutex);
    const bool all_ended = shared_->changed.wait_for(lock, longest, [&] { return shared_->threads.empty(); });
    const std::size_t waiting = shared_->threads.size();
    lock.unlock();
    if (!all_ended) {
        log_.error(
            "{} files of durable pools are not written after {} ms: the disk does not answer; what is not on it "
            "is lost",
            waiting, longest.count());
    }
    io_.restart();
    io_.poll(); // what the threads have to say
    return all_ended;
}

} // namespace halberd
