#include "sdk/outbox/courier.hpp"

#include "sdk/outbox/retry_pause.hpp"

#include <algorithm>
#include <chrono>

namespace halberd::outbox {
namespace {

constexpr unsigned failures_that_block = 2;
constexpr std::chrono::seconds between_writes{1};

} // namespace

std::optional<Delivery> Courier::take_due(Time now) {
    std::erase_if(unwritten_, [&](const auto& entry) { return try_to_write(entry.first, entry.second, now); });
    const auto next = file_.next_attempt();
    if (next && *next && **next > now + 2 * longest_pause) {
        file_.make_all_due(now); // the clock was set back
    }
    auto due = file_.next_due(now, [&](const std::string& id) { return is_left_out(id, now); });
    if (!due || !*due) {
        return std::nullopt;
    }
    const auto unwritten = unwritten_.find((*due)->id());
    return unwritten != unwritten_.end() ? unwritten->second : std::move(*due);
}

bool Courier::is_left_out(const std::string& id, Time now) const {
    const auto unwritten = unwritten_.find(id);
    if (unwritten == unwritten_.end()) {
        return false;
    }
    const std::optional<Delivery>& outcome = unwritten->second;
    return !outcome || outcome->is_dead || outcome->next_attempt > now;
}

std::optional<Time> Courier::next_time(Time now) {
    const auto next = file_.next_attempt();
    if (file_.is_open() && !unwritten_.empty()) {
        return now + between_writes;
    }
    return next ? *next : std::nullopt;
}

void Courier::settle(Delivery& delivery, const Attempt& attempt, Time now) {
    if (attempt) {
        arrived(delivery, now);
    } else {
        failed(delivery, attempt.error(), now);
    }
}

void Courier::arrived(const Delivery& delivery, Time now) {
    write_down(delivery.id(), std::nullopt, now);
    failures_in_a_row_ = 0;
    if (is_blocked_) {
        is_blocked_ = !file_.make_all_due(now);
    }
}

void Courier::failed(Delivery& delivery, const mail::Failure& failure, Time now) {
    ++delivery.attempts;
    delivery.error = failure.reason;
    delivery.is_dead = failure.is_final || now >= delivery.expires;
    const auto pause = retry_pause(delivery.attempts, chance_());
    const auto wished = std::clamp<std::chrono::milliseconds>(failure.pause.value_or(std::chrono::seconds(0)),
                                                              std::chrono::seconds(0), longest_pause);
    delivery.next_attempt = now + std::max(pause, wished);
    write_down(delivery.id(), delivery, now);
    if (failure.is_final) {
        return;
    }
    if (++failures_in_a_row_ >= failures_that_block) {
        is_blocked_ = true;
        file_.defer_due(now, delivery.next_attempt);
    }
}

void Courier::write_down(const std::string& id, const std::optional<Delivery>& outcome, Time now) {
    if (!file_.is_open() || try_to_write(id, outcome, now)) {
        unwritten_.erase(id);
    } else {
        unwritten_.insert_or_assign(id, outcome);
    }
}

bool Courier::try_to_write(const std::string& id, const std::optional<Delivery>& outcome, Time now) {
    return outcome ? file_.note_failed(*outcome).has_value() : file_.note_delivered(id, now).has_value();
}

} // namespace halberd::outbox
