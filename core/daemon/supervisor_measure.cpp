// What the daemon itself uses: the part of Supervisor behind measure().

#include "core/daemon/supervisor.hpp"
#include "core/os/own_usage.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <utility>

namespace halberd {

void Supervisor::measure(UsageReply reply) {
    const SteadyTime asked = world_.clock.steady();
    boost::asio::post(world_.io, [this, asked, reply = std::move(reply)] {
        DaemonUsage usage;
        usage.loop_lag = world_.clock.steady() - asked;
        usage.own = read_own_usage(world_.clock);
        usage.deadlines = deadlines_.lateness();
        usage.events = recorder_.event_count();
        usage.event_waiters = recorder_.waiter_count();
        usage.children = children_.size();
        usage.open_requests = waiting_.size();
        usage.unpacked_logs = compressor_.waiting_logs();
        reply(usage);
    });
}

} // namespace halberd
