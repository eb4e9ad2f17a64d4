#include "core/listener/listener_pool.hpp"

#include "sdk/wire/listener_protocol.hpp"

namespace halberd {

ListenerPool::ListenerPool(std::string name, std::size_t buffer_size, std::vector<EventType> types, EventBus& bus,
                           Log& log)
    : name_(std::move(name)), buffer_size_(buffer_size), log_(log) {
    subscription_ = bus.subscribe(std::move(types), [this](Publication& publication) { accept(publication); });
}

void ListenerPool::remove(ListenerEndpoint& member) {
    std::erase(members_, &member);
    on_lost(member);
}

void ListenerPool::accept(Publication& publication) {
    PoolEvent event{publication.serial(), record_.next_pool_serial++,
                    std::string(name_of(type_of(publication.event()))), payload_of(publication.event())};
    make_room();
    record_.buffer.push_back(std::move(event));
    dispatch();
}

void ListenerPool::make_room() {
    if (record_.buffer.size() >= buffer_size_ && !record_.buffer.empty()) {
        log_.error("pool {} event buffer overflowed, discarding event {}", name_, record_.buffer.front().serial);
        record_.buffer.pop_front();
    }
}

void ListenerPool::put_back(PoolEvent event) {
    log_.debug("rebuffering event {} for pool {} (buf size={}, max={})", event.serial, name_, record_.buffer.size(),
               buffer_size_);
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
        log_.debug("{}: event was processed", member.listener_name());
    } else {
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
