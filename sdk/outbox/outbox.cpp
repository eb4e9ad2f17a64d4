#include "sdk/outbox/outbox.hpp"

#include "sdk/outbox/delivery_log.hpp"
#include "sdk/outbox/outbox_lock.hpp"
#include "sdk/outbox/wake_up.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <random>
#include <thread>
#include <utility>

namespace halberd::outbox {
namespace {

using Clock = std::chrono::steady_clock;

// The wall clock may be set meanwhile, and a file that could not be opened is there again.
constexpr std::chrono::seconds longest_sleep{60};

// Before a delivery is refused, so that whoever has it does not bring it back at once, again and again.
constexpr std::chrono::seconds pause_before_refusal{1};

// A delivery that accept() waits for.
struct Urgent {
    Delivery delivery;
    bool is_taken = false;   // the thread is at it
    bool is_settled = false; // it was tried: has_arrived says how it ended
    bool has_arrived = false;
    bool is_kept = false; // it is in the file, nobody waits
};

} // namespace

// Everything but what is constant is guarded by the mutex, which is not held during attempts.
class Outbox::Thread {
 public:
    Thread(Settings settings, World world)
        : settings_(std::move(settings)),
          world_(std::move(world)),
          file_(settings_.path, settings_.limits),
          courier_(file_, [this] { return std::uniform_real_distribution<>(0, 1)(random_); }) {
        try_to_open(std::chrono::seconds(2));
        wake_up_.start([this] { run(); });
    }

    ~Thread() {
        {
            const std::lock_guard lock(mutex_);
            closes_at_ = Clock::now() + settings_.patience_at_the_end;
        }
        wake_up_.wake();
        {
            std::unique_lock lock(mutex_);
            if (!changed_.wait_until(lock, *closes_at_, [&] { return has_ended_; }) && world_.cancel) {
                world_.cancel();
            }
        }
        wake_up_.join();
    }

    Acceptance accept(Delivery delivery) {
        std::unique_lock lock(mutex_);
        delivery.next_attempt = world_.now();
        if (const auto known = file_.knows(delivery.id()); known && *known) {
            return {Acceptance::Kind::Known, {}};
        }
        if (!settings_.awaits_first_attempt && keep(lock, delivery)) {
            wake_up_.wake();
            return {Acceptance::Kind::Kept, {}};
        }
        return try_at_once(lock, std::move(delivery));
    }

    Acceptance hold(Delivery delivery) {
        std::unique_lock lock(mutex_);
        delivery.is_held = true;
        const bool is_kept = keep(lock, delivery);
        wake_up_.wake(); // it may be the first that is due
        return is_kept ? Acceptance{Acceptance::Kind::Kept, {}} : Acceptance{Acceptance::Kind::Refused, trouble_};
    }

    Acceptance amend(const Delivery& delivery) {
        std::unique_lock lock(mutex_);
        bool is_amended = false;
        const bool is_kept = write(lock, [&]() -> tl::expected<void, std::string> {
            return file_.amend(delivery, world_.now()).map([&](bool done) { is_amended = done; });
        });
        if (!is_kept) {
            return {Acceptance::Kind::Refused, trouble_};
        }
        wake_up_.wake(); // it may be due earlier than it was
        return {is_amended ? Acceptance::Kind::Kept : Acceptance::Kind::Known, {}};
    }

 private:
    Acceptance try_at_once(std::unique_lock<std::mutex>& lock, Delivery delivery) {
        const auto urgent = std::make_shared<Urgent>(); // the thread may have it longer than this call
        urgent->delivery = std::move(delivery);
        urgent_ = urgent;
        wake_up_.wake();
        const auto is_settled = [&] { return urgent->is_settled; };
        changed_.wait_for(lock, settings_.first_attempt_limit, is_settled);
        if (!urgent->has_arrived) {
            urgent->is_kept = keep(lock, urgent->delivery);
            wake_up_.wake(); // the thread fell asleep before it was there
        }
        if (!urgent->is_kept && urgent->is_taken) {
            changed_.wait(lock, is_settled);
        }
        urgent_.reset();
        if (urgent->has_arrived || urgent->is_kept) {
            return {urgent->is_kept ? Acceptance::Kind::Kept : Acceptance::Kind::Delivered, {}};
        }
        Acceptance refused{Acceptance::Kind::Refused,
                           trouble_ + (urgent->is_settled ? "; " + urgent->delivery.error : "")};
        lock.unlock();
        std::this_thread::sleep_for(pause_before_refusal);
        return refused;
    }

    // Writes a delivery to the disk. False when that is in trouble, which was said.
    bool keep(std::unique_lock<std::mutex>& lock, const Delivery& delivery) {
        std::vector<std::string> displaced;
        const bool is_kept = write(lock, [&] { return file_.add(delivery, displaced).map([](bool) {}); });
        for (const std::string& line : displaced) {
            world_.log(LogLevel::Error, line);
        }
        return is_kept;
    }

    // Makes a change to the file, and waits for the disk. The lock is given away meanwhile: what arrives has to be
    // written down at once.
    template <class Change>
    bool write(std::unique_lock<std::mutex>& lock, const Change& change) {
        if (!file_.is_open() && !try_to_open(std::chrono::seconds(0))) {
            return false;
        }
        tl::expected<void, std::string> written = change();
        if (written) {
            lock.unlock();
            written = file_.synchronise();
            lock.lock();
        }
        note_trouble(written ? "" : written.error());
        return written.has_value();
    }

    bool try_to_open(std::chrono::milliseconds patience) {
        if (settings_.path != OutboxFile::in_memory && !lock_.is_held()) {
            if (const auto locked = lock_.acquire(settings_.path, patience); !locked) {
                note_trouble(locked.error());
                return false;
            }
        }
        const auto opened = file_.open();
        note_trouble(opened ? "" : opened.error());
        if (opened) {
            file_.make_all_due(world_.now()); // whatever was wrong may have been mended with the start
        }
        return opened.has_value();
    }

    void note_trouble(const std::string& reason) {
        if (std::exchange(trouble_, reason) == reason) {
            return;
        }
        if (reason.empty()) {
            world_.log(LogLevel::Info, "alerts are kept in " + settings_.path + " again");
        } else {
            world_.log(LogLevel::Error, "alerts can't be kept on disk: " + reason +
                                            "; until then they are sent at once, or left to supervisord");
        }
    }

    void run() {
        std::unique_lock lock(mutex_);
        while (!closes_at_ || Clock::now() < *closes_at_) {
            if (urgent_ && !urgent_->is_taken) {
                deliver_urgent(lock, urgent_);
            } else if (auto due = courier_.take_due(world_.now())) {
                const auto attempt = attempt_unlocked(lock, *due);
                settle(*due, attempt);
            } else if (closes_at_) {
                break;
            } else {
                sleep(lock);
            }
        }
        has_ended_ = true;
        changed_.notify_all();
    }

    void deliver_urgent(std::unique_lock<std::mutex>& lock, const std::shared_ptr<Urgent> urgent) {
        urgent->is_taken = true;
        Delivery copy = urgent->delivery;
        const auto attempt = attempt_unlocked(lock, copy);
        settle(copy, attempt);
        urgent->delivery = std::move(copy);
        urgent->is_settled = true;
        urgent->has_arrived = attempt.has_value();
        changed_.notify_all();
    }

    Courier::Attempt attempt_unlocked(std::unique_lock<std::mutex>& lock, const Delivery& delivery) {
        lock.unlock();
        Courier::Attempt attempt = world_.deliver(delivery);
        lock.lock();
        return attempt;
    }

    void settle(Delivery& delivery, const Courier::Attempt& attempt) {
        const Time now = world_.now();
        courier_.settle(delivery, attempt, now);
        world_.log(attempt ? LogLevel::Info : LogLevel::Error, outcome_line(delivery, attempt, now));
    }

    void sleep(std::unique_lock<std::mutex>& lock) {
        std::optional<std::chrono::milliseconds> time;
        const Time now = world_.now();
        if (const auto next = courier_.next_time(now)) {
            time = std::chrono::ceil<std::chrono::milliseconds>(std::max(*next - now, Time::duration(0)));
        } else if (!file_.is_open()) {
            time = longest_sleep;
        }
        if (time) {
            time = std::min<std::chrono::milliseconds>(*time, longest_sleep);
        }
        const int poked = lock_.poked_fd();
        lock.unlock();
        world_.rest();
        wake_up_.sleep(time, poked);
        lock_.clear_pokes();
        lock.lock();
        if (!file_.is_open()) {
            try_to_open(std::chrono::seconds(0));
        }
    }

    const Settings settings_;
    const World world_;
    WakeUp wake_up_;
    std::mutex mutex_;
    std::condition_variable changed_;
    OutboxLock lock_;
    OutboxFile file_;
    std::mt19937 random_{std::random_device{}()};
    Courier courier_;
    std::string trouble_;
    std::shared_ptr<Urgent> urgent_; // shared with accept()
    std::optional<Clock::time_point> closes_at_;
    bool has_ended_ = false;
};

Outbox::Outbox(Settings settings, World world)
    : thread_(std::make_unique<Thread>(std::move(settings), std::move(world))) {}

Outbox::~Outbox() = default;

Outbox::Acceptance Outbox::accept(Delivery delivery) {
    return thread_->accept(std::move(delivery));
}

Outbox::Acceptance Outbox::hold(Delivery delivery) {
    return thread_->hold(std::move(delivery));
}

Outbox::Acceptance Outbox::amend(const Delivery& delivery) {
    return thread_->amend(delivery);
}

} // namespace halberd::outbox
