#include "core/events/event_bus.hpp"

#include <algorithm>
#include <utility>

namespace halberd {
namespace {

bool select(const std::vector<EventSelector>& selectors, const Event& event) {
    return std::any_of(selectors.begin(), selectors.end(), [&](const auto& one) { return one.selects(event); });
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

EventBus::Subscription EventBus::subscribe(std::vector<EventSelector> selectors, Handler handler) {
    const std::uint64_t id = ++last_id_;
    subscribers_.push_back({id, std::move(selectors), std::make_shared<Handler>(std::move(handler))});
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
    if (observer_) {
        observer_(event);
    }
    std::vector<std::pair<std::uint64_t, std::shared_ptr<Handler>>> receivers;
    for (const Subscriber& subscriber : subscribers_) {
        if (select(subscriber.selectors, event)) {
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
    return std::any_of(subscribers_.begin(), subscribers_.end(), [&](const Subscriber& subscriber) {
        return std::any_of(subscriber.selectors.begin(), subscriber.selectors.end(),
                           [&](const EventSelector& one) { return is_a(type, one.type); });
    });
}

} // namespace halberd
