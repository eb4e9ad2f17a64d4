#pragma once

#include "core/rpc/control.hpp"

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace boost::asio {
class io_context;
}

namespace halberd {

// Those who watch a log grow. They are served from the file, when its writer says that it has written: a log that
// nobody follows is never read, and a silent one wakes nobody.
class LogFollowers {
 public:
    explicit LogFollowers(boost::asio::io_context& io);
    ~LogFollowers();

    // See Control::follow_log().
    std::unique_ptr<LogFollower> follow(const LogTarget& log, const std::string& path, std::int64_t tail_bytes,
                                        std::function<void(std::string_view)> on_bytes);

    // The log has grown, was rotated or cleared. Cheap when nobody follows it.
    void on_written(const LogTarget& log);

 private:
    class Follower;
    struct Registry;
    std::shared_ptr<Registry> registry_; // followers may outlive the daemon's half during a reload
};

} // namespace halberd
