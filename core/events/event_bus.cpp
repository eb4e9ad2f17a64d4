#include "core/events/event_bus.hpp"

#include <algorithm>
#include <utility>

namespace halberd {
namespace {

bool wants(const std::vector<EventType>& types, EventType type) {
    return std::any_of(types.begin(), types.end(), [&](EventType wanted) { return is_a(type, wanted); });
}

} // namespace

std::uint64_t Publication::serial() {
    if (!serial_) {
        serial_ = next_serial_++;
    }
    return *serial_;
}

EventBus::Subscription::Subscription(Subscription&& other) noexcept
    : bus_(std::exchange(other.bus_, nullptr)), id_(other.id_) {}

EventBus::Subscription& EventBus::Subscription::operator=(Subscription&& other) noexcept {
    std::swap(bus_, other.bus_);
    std::swap(id_, other.id_);
    return *this;
}

EventBus::Subscription::~Subscription() {
    if (bus_ != nullptr) {
        bus_->unsubscribe(id_);
    }
}

EventBus::Subscription EventBus::subscribe(std::vector<EventType> types, Handler handler) {
    const std::uint64_t id = ++last_id_;
    subscribers_.push_back({id, std::move(types), std::make_shared<Handler>(std::move(handler))});
    if (subscriptions_changed_) {
        subscriptions_changed_();
    }
    return {*this, id};
}

void EventBus::unsubscribe(std::uint64_t id) {
    std::erase_if(subscribers_, [&](const Subscriber& subscriber) { return subscriber.id == id; });
    if (subscriptions_changed_) {
        subscriptions_changed_();
    }
}

void EventBus::publish(const Event& event) {
    const EventType type = type_of(event);
    std::vector<std::pair<std::uint64_t, std::shared_ptr<Handler>>> receivers;
    for (const Subscriber& subscriber : subscribers_) {
        if (wants(subscriber.types, type)) {
            receivers.emplace_back(subscriber.id, subscriber.handler);
        }
    }
    Publication publication(event, next_serial_);
    for (const auto& [id, handler] : receivers) {
        if (is_subscribed(id)) { // a handler before may have ended the subscription
            (*handler)(publication);
        }
    }
}

bool EventBus::is_subscribed(std::uint64_t id) const {
    return std::any_of(subscribers_.begin(), subscribers_.end(),
                       [&](const Subscriber& subscriber) { return subscriber.id == id; });
}

bool EventBus::has_subscriber(EventType type) const {
    return std::any_of(subscribers_.begin(), subscribers_.end(),
                       [&](const Subscriber& subscriber) { return wants(subscriber.types, type); });
}

} // namespace halberd
