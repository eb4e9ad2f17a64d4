#include "core/listener/listener_pool.hpp"

#include "sdk/wire/listener_protocol.hpp"

#include <algorithm>
#include <set>

namespace halberd {
namespace {

// A burst of discarded events that lasts is reported this often.
constexpr std::chrono::minutes longest_silence{1};

constexpr std::uint64_t bytes_beside_payload = 64;

} // namespace

std::uint64_t size_of(const PoolEvent& event) {
    return event.name.size() + event.payload.size() + bytes_beside_payload;
}

ListenerPool::ListenerPool(ListenerPoolOptions options, EventBus& bus, const Clock& clock, Log& log)
    : options_(std::move(options)), bus_(bus), clock_(clock), log_(log) {
    subscription_ = bus.subscribe(options_.events, [this](Publication& publication) { accept(publication); });
}

ListenerPool::~ListenerPool() {
    const std::size_t held = record_.buffer.size() + under_way_.size();
    if (store_ && held > 0) {
        log_.info("pool {}: {} events that no listener has answered stay in {}", options_.name, held,
                  store_->status().file);
    }
}

void ListenerPool::keep_in(const OpenStore& open) {
    waits_for_store_ = true;
    store_ = open(*this);
}

void ListenerPool::remove(ListenerEndpoint& member) {
    std::erase(members_, &member);
    on_lost(member);
}

// --- the buffer

void ListenerPool::accept(Publication& publication) {
    PoolEvent event{publication.serial(), record_.next_pool_serial++,
                    std::string(name_of(type_of(publication.event()))), payload_of(publication.event()), clock_.wall()};
    ++record_.accepted;
    make_room(size_of(event));
    if (store_) {
        store_->append(event);
    }
    push_back(std::move(event));
    dispatch();
}

void ListenerPool::push_back(PoolEvent event) {
    record_.buffered_bytes += size_of(event);
    record_.buffer.push_back(std::move(event));
}

PoolEvent ListenerPool::pop_front() {
    PoolEvent event = std::move(record_.buffer.front());
    record_.buffer.pop_front();
    record_.buffered_bytes -= size_of(event);
    return event;
}

bool ListenerPool::is_full_for(std::uint64_t bytes) const {
    return options_.buffer_bytes ? record_.buffered_bytes + bytes > options_.buffer_bytes->bytes
                                 : record_.buffer.size() >= options_.buffer_size;
}

void ListenerPool::make_room(std::uint64_t bytes) {
    while (!record_.buffer.empty() && is_full_for(bytes)) {
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
    const PoolEvent discarded = pop_front();
    if (store_) {
        store_->remove(discarded.pool_serial);
    }
}

void ListenerPool::end_burst() {
    if (burst_ && burst_->discarded > 1) {
        const std::string limit = options_.buffer_bytes
                                      ? fmt::format("buffer_bytes={}", to_string(*options_.buffer_bytes))
                                      : fmt::format("buffer_size={}", options_.buffer_size);
        log_.error("pool {} event buffer overflowed: {} events were discarded within {} s ({})", options_.name,
                   burst_->discarded,
                   std::chrono::duration_cast<std::chrono::seconds>(clock_.steady() - burst_->began).count(), limit);
    }
    burst_.reset();
}

void ListenerPool::put_back(PoolEvent event) {
    log_.debug("rebuffering event {} for pool {} (buf size={}, max={})", event.serial, options_.name,
               record_.buffer.size(), options_.buffer_size);
    make_room(size_of(event));
    record_.buffered_bytes += size_of(event);
    record_.buffer.push_front(std::move(event));
}

// --- the members

void ListenerPool::dispatch() {
    if (dispatching_ || waits_for_store_) {
        return;
    }
    dispatching_ = true;
    while (!record_.buffer.empty()) {
        ListenerEndpoint* const receiver = hand_out(record_.buffer.front());
        if (receiver == nullptr) {
            break;
        }
        under_way_.insert_or_assign(receiver, pop_front());
    }
    dispatching_ = false;
    if (record_.buffer.empty()) {
        end_burst();
    }
}

// The member that has got the event; nullptr: none could take it.
ListenerEndpoint* ListenerPool::hand_out(const PoolEvent& event) {
    for (ListenerEndpoint* member : members_) {
        if (!member->is_ready()) {
            continue;
        }
        const Result<void> delivered = member->deliver(event);
        if (delivered) {
            log_.debug("event {} sent to listener {}", event.serial, member->listener_name());
            has_handed_out_ = true;
            return member;
        }
        log_.debug("event {} could not be sent to listener {}: {}; listener state unchanged", event.serial,
                   member->listener_name(), delivered.error().message());
    }
    return nullptr;
}

void ListenerPool::on_result(ListenerEndpoint& member, std::string_view result) {
    auto event = under_way_.extract(&member);
    if (event.empty()) {
        return;
    }
    if (result == wire::result_ok) {
        ++record_.delivered;
        log_.debug("{}: event was processed", member.listener_name());
        if (store_) {
            store_->remove(event.mapped().pool_serial);
        }
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

// --- the store

void ListenerPool::on_store_opened(EventStore::Contents contents) {
    waits_for_store_ = false;
    if (contents.id == store_id_) {
        match_store(contents);
    } else {
        adopt(std::move(contents));
    }
    make_room(0);
    dispatch();
}

// The same file again: what this pool holds is the truth.
void ListenerPool::match_store(const EventStore::Contents& contents) {
    store_->resume(record_.next_pool_serial);
    std::set<std::uint64_t> stored;
    for (const PoolEvent& event : contents.events) {
        stored.insert(event.pool_serial);
    }
    for (const PoolEvent* event : held_events()) {
        if (stored.erase(event->pool_serial) == 0) {
            store_->append(*event);
        }
    }
    for (const std::uint64_t answered : stored) {
        store_->remove(answered);
    }
}

// A file of an earlier daemon, or a new one: it has events that come first, or none.
void ListenerPool::adopt(EventStore::Contents contents) {
    store_id_ = std::move(contents.id);
    if (!has_handed_out_) {
        number_anew(contents.next_pool_serial);
    } else if (!contents.events.empty() || contents.next_pool_serial > record_.next_pool_serial) {
        number_anew(std::max(contents.next_pool_serial, record_.next_pool_serial));
    }
    store_->resume(record_.next_pool_serial);
    for (const PoolEvent* event : held_events()) {
        store_->append(*event);
    }
    if (!contents.events.empty()) {
        log_.info("pool {}: {} events that no listener has answered come again from {}", options_.name,
                  contents.events.size(), store_->status().file);
    }
    std::deque<PoolEvent> younger = std::exchange(record_.buffer, {});
    record_.restored += contents.events.size();
    for (PoolEvent& event : contents.events) {
        event.serial = bus_.draw_serial();
        push_back(std::move(event));
    }
    std::move(younger.begin(), younger.end(), std::back_inserter(record_.buffer));
}

void ListenerPool::number_anew(std::uint64_t first) {
    record_.next_pool_serial = first;
    for (PoolEvent* event : held_events()) {
        event->pool_serial = record_.next_pool_serial++;
    }
}

// Oldest first.
std::vector<PoolEvent*> ListenerPool::held_events() {
    std::vector<PoolEvent*> held;
    for (auto& [member, event] : under_way_) {
        held.push_back(&event);
    }
    std::sort(held.begin(), held.end(), [](const auto* a, const auto* b) { return a->pool_serial < b->pool_serial; });
    for (PoolEvent& event : record_.buffer) {
        held.push_back(&event);
    }
    return held;
}

void ListenerPool::on_store_trouble(const std::string& reason) {
    log_.error("pool {}: events are kept in memory only: {}; delivery goes on, and the file is tried again",
               options_.name, reason);
    waits_for_store_ = false;
    dispatch();
}

void ListenerPool::on_store_recovered() {
    log_.info("pool {}: events are kept on disk again, in {}", options_.name, store_->status().file);
}

} // namespace halberd
