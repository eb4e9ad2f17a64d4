#include "core/rpc/process_info.hpp"
#include "core/web/metrics.hpp"

#include <algorithm>

namespace halberd {
namespace {

// Those with delivery=durable.
void expose_durable_pools(const std::vector<PoolInfo>& pools, Exposition& out) {
    const auto each = [&](const auto& value) {
        for (const PoolInfo& pool : pools) {
            if (pool.durable) {
                out.sample({{"pool", pool.name}}, static_cast<std::int64_t>(value(*pool.durable)));
            }
        }
    };
    if (std::none_of(pools.begin(), pools.end(), [](const PoolInfo& pool) { return pool.durable.has_value(); })) {
        return;
    }
    using Durable = PoolInfo::Durable;
    out.gauge("halberd_listener_buffered_bytes", "Bytes of the waiting events of a durable pool.");
    each([](const Durable& pool) { return pool.buffered_bytes; });
    out.gauge("halberd_listener_buffer_bytes", "How many bytes of events may wait in a durable pool.");
    each([](const Durable& pool) { return pool.buffer_bytes; });
    out.gauge("halberd_listener_disk_bytes", "Size of the file of a durable pool.");
    each([](const Durable& pool) { return pool.disk_bytes; });
    out.gauge("halberd_listener_unwritten_events", "Events of a durable pool that are not on disk yet.");
    each([](const Durable& pool) { return pool.unwritten; });
    out.gauge("halberd_listener_disk_trouble", "1 while the file of a durable pool cannot be written.");
    each([](const Durable& pool) { return pool.trouble.empty() ? 0 : 1; });
}

} // namespace

void expose_listeners(const std::vector<PoolInfo>& pools, Exposition& out) {
    const auto each = [&](const auto& member) {
        for (const PoolInfo& pool : pools) {
            out.sample({{"pool", pool.name}}, static_cast<std::int64_t>(pool.*member));
        }
    };
    out.counter("halberd_listener_events_accepted_total", "Events that the pool of listeners has taken.");
    each(&PoolInfo::accepted);
    out.counter("halberd_listener_events_delivered_total", "Events that a listener has answered with OK.");
    each(&PoolInfo::delivered);
    out.counter("halberd_listener_events_rejected_total", "Answers other than OK; the event comes again.");
    each(&PoolInfo::rejected);
    out.counter("halberd_listener_events_discarded_total", "Events that were lost because the buffer was full.");
    each(&PoolInfo::discarded);
    out.gauge("halberd_listener_events_under_way", "Events that a listener has not answered yet.");
    each(&PoolInfo::under_way);
    out.gauge("halberd_listener_events_buffered", "Events that wait for a listener.");
    each(&PoolInfo::buffered);
    out.gauge("halberd_listener_buffer_size", "How many events may wait; 0: delivery=durable, which counts bytes.");
    each(&PoolInfo::buffer_size);
    expose_durable_pools(pools, out);
    out.gauge("halberd_listener_oldest_event_seconds", "When the oldest waiting event happened, since 1970.");
    for (const PoolInfo& pool : pools) {
        if (pool.oldest) {
            out.sample({{"pool", pool.name}}, seconds_of(*pool.oldest));
        }
    }
}

} // namespace halberd
