#include "sdk/outbox/delivery_log.hpp"

#include <algorithm>
#include <chrono>

namespace halberd::outbox {
namespace {

std::string what_to_whom(const Delivery& delivery) {
    std::string recipients;
    for (const std::string& recipient : delivery.message.to) {
        recipients += (recipients.empty() ? "" : ", ") + recipient;
    }
    return (delivery.transport == "webhook" ? "message to " : "mail to ") + recipients;
}

std::string attempts_of(const Delivery& delivery, const char* name) {
    return std::to_string(delivery.attempts) + " " + name + (delivery.attempts == 1 ? "" : "s");
}

} // namespace

std::string rough_time(std::chrono::seconds time) {
    using namespace std::chrono_literals;
    const auto in = [&](std::chrono::seconds unit, const char* name) {
        return std::to_string((time + unit / 2) / unit) + name;
    };
    return time < 120s ? in(1s, " s") : time < 2h ? in(60s, " min") : time < 48h ? in(1h, " h") : in(24h, " days");
}

std::string outcome_line(const Delivery& delivery, const Courier::Attempt& attempt, Time now) {
    std::string line = what_to_whom(delivery);
    if (attempt) {
        line += " " + *attempt;
        if (delivery.attempts > 0) {
            line += ", after " + attempts_of(delivery, "failed attempt");
        }
        return line;
    }
    line += (delivery.about.empty() ? "" : " about " + delivery.about) + " was not sent: " + attempt.error().reason;
    if (attempt.error().is_final) {
        return line + "; it would be refused again, and is a dead letter";
    }
    if (delivery.is_dead) {
        return line + "; its time is over after " + attempts_of(delivery, "attempt") + ", and it is a dead letter";
    }
    const auto pause = std::chrono::ceil<std::chrono::seconds>(delivery.next_attempt - now);
    return line + "; trying again in " + rough_time(pause);
}

} // namespace halberd::outbox
