#include "core/listener/listener_pool.hpp"

#include "sdk/wire/listener_protocol.hpp"

namespace halberd {
namespace {

// A burst of discarded events that lasts is reported this often.
constexpr std::chrono::minutes longest_silence{1};

} // namespace

ListenerPool::ListenerPool(ListenerPoolOptions options, EventBus& bus, const Clock& clock, Log& log)
    : options_(std::move(options)), clock_(clock), log_(log) {
    subscription_ = bus.subscribe(options_.events, [this](Publication& publication) { accept(publication); });
}

void ListenerPool::remove(ListenerEndpoint& member) {
    std::erase(members_, &member);
    on_lost(member);
}

void ListenerPool::accept(Publication& publication) {
    PoolEvent event{publication.serial(), record_.next_pool_serial++,
                    std::string(name_of(type_of(publication.event()))), payload_of(publication.event()), clock_.wall()};
    make_room();
    record_.buffer.push_back(std::move(event));
    dispatch();
}

void ListenerPool::make_room() {
    if (record_.buffer.size() >= options_.buffer_size && !record_.buffer.empty()) {
        discard_oldest();
    }
}

void ListenerPool::discard_oldest() {
    const SteadyTime now = clock_.steady();
    if (burst_ && now - burst_->began >= longest_silence) {
        end_burst();
    }
    if (!burst_) {
        burst_ = Burst{now};
        log_.error("pool {} event buffer overflowed, discarding event {}", options_.name,
                   record_.buffer.front().serial);
    }
    ++burst_->discarded;
    ++record_.discarded;
    record_.buffer.pop_front();
}

void ListenerPool::end_burst() {
    if (burst_ && burst_->discarded > 1) {
        log_.error("pool {} event buffer overflowed: {} events were discarded within {} s (buffer_size={})",
                   options_.name, burst_->discarded,
                   std::chrono::duration_cast<std::chrono::seconds>(clock_.steady() - burst_->began).count(),
                   options_.buffer_size);
    }
    burst_.reset();
}

void ListenerPool::put_back(PoolEvent event) {
    log_.debug("rebuffering event {} for pool {} (buf size={}, max={})", event.serial, options_.name,
               record_.buffer.size(), options_.buffer_size);
    make_room();
    record_.buffer.push_front(std::move(event));
}

void ListenerPool::dispatch() {
    if (dispatching_) {
        return;
    }
    dispatching_ = true;
    while (!record_.buffer.empty() && hand_out(record_.buffer.front())) {
        record_.buffer.pop_front();
    }
    dispatching_ = false;
    if (record_.buffer.empty()) {
        end_burst();
    }
}

bool ListenerPool::hand_out(const PoolEvent& event) {
    for (ListenerEndpoint* member : members_) {
        if (!member->is_ready()) {
            continue;
        }
        const Result<void> delivered = member->deliver(event);
        if (delivered) {
            log_.debug("event {} sent to listener {}", event.serial, member->listener_name());
            under_way_.insert_or_assign(member, event);
            return true;
        }
        log_.debug("event {} could not be sent to listener {}: {}; listener state unchanged", event.serial,
                   member->listener_name(), delivered.error().message());
    }
    return false;
}

void ListenerPool::on_result(ListenerEndpoint& member, std::string_view result) {
    auto event = under_way_.extract(&member);
    if (event.empty()) {
        return;
    }
    if (result == wire::result_ok) {
        ++record_.delivered;
        log_.debug("{}: event was processed", member.listener_name());
    } else {
        ++record_.rejected;
        log_.warn("{}: event was rejected", member.listener_name());
        put_back(std::move(event.mapped()));
    }
    dispatch();
}

void ListenerPool::on_lost(ListenerEndpoint& member) {
    auto event = under_way_.extract(&member);
    if (!event.empty()) {
        put_back(std::move(event.mapped()));
        dispatch();
    }
}

} // namespace halberd
