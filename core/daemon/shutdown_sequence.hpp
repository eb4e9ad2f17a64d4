#pragma once

#include "core/base/log.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace boost::asio {
class io_context;
}

namespace halberd {

// Takes the groups down batch by batch and says when nothing is left. Supervisor: supervisord.py
// ordered_stop_groups_phase_1.
//
// Listeners, which usually come last, are told of the ends of all others, and may want to do something about it. So a
// batch in which listeners have such news waits until they have dealt with them, but for a second at most: who takes
// longer is stopped like everybody.
class ShutdownSequence {
 public:
    // What it asks the daemon to do and to tell.
    class Groups {
     public:
        virtual ~Groups() = default;

        // Stops what runs in the group and gives up what would be tried again.
        virtual void stop_group(const std::string& group) = 0;

        // Names of the processes that have not ended, of all groups or of one.
        virtual std::vector<std::string> unstopped() const = 0;
        virtual bool is_stopped(const std::string& group) const = 0;

        // Running listeners of it have events, or are about to get some, that they have not answered.
        virtual bool has_news(const std::string& group) const = 0;
    };

    // `on_done` is posted, once.
    ShutdownSequence(boost::asio::io_context& io, Log& log, Groups& groups,
                     std::vector<std::vector<std::string>> batches, std::function<void()> on_done);
    ~ShutdownSequence();

    // A process has changed its state, or a listener has answered: the next batch may be due.
    void on_progress();

 private:
    struct Timer;
    void go_on();
    bool waits_for_listeners(const std::vector<std::string>& batch);
    void report();

    Log& log_;
    Groups& groups_;
    std::vector<std::vector<std::string>> batches_; // the first one is going down
    std::function<void()> on_done_;
    bool go_on_posted_ = false;
    bool is_waiting_for_listeners_ = false; // of the next batch
    bool is_patience_over_ = false;         // with them
    std::shared_ptr<Timer> timer_;          // shared so that work that was posted can see that its owner has gone
};

} // namespace halberd
