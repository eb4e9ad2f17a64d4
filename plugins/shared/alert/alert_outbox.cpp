#include "plugins/shared/alert/alert_outbox.hpp"

#include <utility>

namespace halberd::alert {

AlertOutbox::AlertOutbox(Host& host, Way way)
    : messages_(std::move(way.messages)),
      has_recipient_(way.has_recipient),
      alerts_(host, std::move(way.mailer), std::move(way.settings)) {}

Result AlertOutbox::send(const Event& event, const Alert& alert) {
    Result result = Result::ok();
    unsigned ordinal = 0;
    for (mail::Message& message : messages_(alert)) {
        Result sent = alerts_.send(event, std::move(message), alert.about, ordinal++);
        if (sent.kind() != Result::Kind::Ok) {
            result = std::move(sent); // when the event comes again, the others know it
        }
    }
    return result;
}

void AlertOutbox::send(const Alert& alert) {
    for (mail::Message& message : messages_(alert)) {
        alerts_.send(std::move(message), alert.about);
    }
}

tl::expected<void, std::string> AlertOutbox::try_to_send(const Alert& alert) {
    tl::expected<void, std::string> result;
    for (mail::Message& message : messages_(alert)) {
        auto sent = alerts_.try_to_send(std::move(message), alert.about);
        if (!sent) {
            result = std::move(sent);
        }
    }
    return result;
}

AlertOutbox::Kept AlertOutbox::keep(std::vector<std::string>& ids, const Alert& alert,
                                    const outbox::Alerts::Hold& until) {
    using Kind = outbox::Outbox::Acceptance::Kind;
    const bool is_new = ids.empty();
    std::vector<std::string> kept_ids = ids;
    std::size_t at = 0;
    for (mail::Message& message : messages_(alert)) {
        message.stamp = mail::new_message_stamp();
        if (is_new) {
            kept_ids.push_back(message.stamp->id);
        }
        message.stamp->id = kept_ids.at(at++);
        const auto kept = is_new ? alerts_.hold(std::move(message), alert.about, until)
                                 : alerts_.amend(std::move(message), alert.about, until);
        if (kept.kind != Kind::Kept) {
            return kept.kind == Kind::Known ? Kept::Leaving : Kept::No;
        }
    }
    ids = std::move(kept_ids);
    return Kept::Yes;
}

} // namespace halberd::alert
