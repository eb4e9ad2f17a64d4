#include "sdk/outbox/alerts.hpp"

#include "sdk/outbox/alert_id.hpp"
#include "sdk/outbox/outbox_folder.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace halberd::outbox {

Alerts::Alerts(Host& host, std::unique_ptr<mail::Mailer> mailer, AlertSettings settings)
    : host_(host),
      mailer_(std::move(mailer)),
      settings_(std::move(settings)),
      life_(life_of_supervisord(host)),
      outbox_(outbox_settings(), world()) {}

Outbox::Settings Alerts::outbox_settings() {
    Outbox::Settings outbox;
    outbox.path = OutboxFile::in_memory;
    outbox.awaits_first_attempt = true;
    std::string folder = settings_.folder;
    if (folder.empty()) {
        folder = host_.variable("SUPERVISOR_ALERTS_OUTBOX").value_or("");
    }
    if (folder == no_folder) {
        return outbox;
    }
    const bool is_default = folder.empty();
    if (is_default) {
        folder = default_outbox_folder();
    }
    const auto made = make_outbox_folder(folder);
    if (!made && is_default) {
        host_.warn(settings_.plugin + ": alerts that can't be sent at once are kept in memory only, because " +
                   made.error() + "; name another folder with --outbox");
        return outbox;
    }
    outbox.awaits_first_attempt = settings_.is_local;
    folder_ = folder;
    outbox.path = folder + "/" + outbox_file_name(host_, settings_.plugin);
    path_ = outbox.path;
    return outbox;
}

Outbox::World Alerts::world() {
    Outbox::World world;
    world.deliver = [this](const Delivery& delivery) { return mailer_->attempt(delivery.message); };
    world.rest = [this] { mailer_->hang_up(); };
    world.cancel = [this] { mailer_->cancel(); };
    world.log = [this](LogLevel level, const std::string& line) { host_.log(level, settings_.plugin + ": " + line); };
    return world;
}

Delivery Alerts::delivery_of(mail::Message message, std::string about) const {
    Delivery delivery;
    delivery.expires = message.stamp->date + settings_.expire;
    delivery.message = std::move(message);
    delivery.transport = settings_.transport;
    delivery.destination = settings_.destination;
    delivery.about = std::move(about);
    return delivery;
}

Outbox::Acceptance Alerts::hand_over(mail::Message message, std::string about) {
    return outbox_.accept(delivery_of(std::move(message), std::move(about)));
}

Delivery Alerts::held_delivery_of(mail::Message message, std::string about, const Hold& until) const {
    Delivery delivery = delivery_of(std::move(message), std::move(about));
    delivery.next_attempt = until.due;
    delivery.expires = until.due + settings_.expire;
    delivery.silenced = until.silenced;
    return delivery;
}

Outbox::Acceptance Alerts::hold(mail::Message message, std::string about, const Hold& until) {
    return outbox_.hold(held_delivery_of(std::move(message), std::move(about), until));
}

Outbox::Acceptance Alerts::amend(mail::Message message, std::string about, const Hold& until) {
    return outbox_.amend(held_delivery_of(std::move(message), std::move(about), until));
}

tl::expected<void, std::string> Alerts::try_to_send(mail::Message message, std::string about) {
    message.stamp = mail::new_message_stamp();
    Outbox::Acceptance acceptance = hand_over(std::move(message), std::move(about));
    if (acceptance.kind == Outbox::Acceptance::Kind::Refused) {
        return tl::unexpected(std::move(acceptance.reason));
    }
    return {};
}

void Alerts::send(mail::Message message, std::string about) {
    const auto sent = try_to_send(std::move(message), about);
    if (!sent) {
        host_.error(settings_.plugin + ": the alert about " + about +
                    " could neither be sent nor kept, and is lost: " + sent.error());
    }
}

Result Alerts::send(const Event& event, mail::Message message, std::string about, unsigned ordinal) {
    message.stamp = mail::MessageStamp{std::chrono::system_clock::now(), alert_id(event, ordinal, life_)};
    const Outbox::Acceptance acceptance = hand_over(std::move(message), std::move(about));
    switch (acceptance.kind) {
        case Outbox::Acceptance::Kind::Refused:
            return Result::fail(settings_.plugin + ": an alert could neither be sent nor kept: " + acceptance.reason);
        case Outbox::Acceptance::Kind::Known:
            host_.info(settings_.plugin + ": the event came again, and its alert was taken over before");
            break;
        case Outbox::Acceptance::Kind::Delivered:
        case Outbox::Acceptance::Kind::Kept:
            break;
    }
    return Result::ok();
}

Silences Alerts::silences(Time now) {
    std::string told(host_.variable("SUPERVISOR_ALERTS_OUTBOX").value_or(""));
    told = told.empty() ? default_outbox_folder() : told;
    Silences all;
    std::string trouble;
    for (const std::string& folder : std::set{folder_, told}) {
        const auto silences = folder.empty() || folder == no_folder ? Silences() : read_silences(folder, now);
        trouble = silences ? trouble : silences.error();
        for (const auto& [process, until] : silences.value_or(Silences())) {
            Time& longest = all.emplace(process, until).first->second;
            longest = std::max(longest, until);
        }
    }
    if (std::exchange(silence_trouble_, trouble) != trouble && !trouble.empty()) {
        host_.warn(settings_.plugin + ": silences are not heeded, because " + trouble);
    }
    return all;
}

} // namespace halberd::outbox
