#pragma once

#include "sdk/mail/mailer.hpp"
#include "sdk/outbox/outbox.hpp"
#include "sdk/outbox/silences.hpp"

#include <halberd/event.hpp>
#include <halberd/host.hpp>
#include <halberd/result.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace halberd::outbox {

// How a plugin's alerts leave.
struct AlertSettings {
    std::string plugin;      // its name, before each line of the log
    std::string transport;   // "command", "smtp", "maildir", "webhook"
    std::string destination; // for people, without secrets

    // Whether the way is quick and on this machine: then each alert is tried before its event is answered. Otherwise it
    // is on the disk before that, and leaves afterwards.
    bool is_local = false;

    // Of the file. "none": alerts are kept in memory only. Empty: that of SUPERVISOR_ALERTS_OUTBOX in the environment,
    // or the default folder.
    std::string folder;
    std::chrono::seconds expire = std::chrono::hours(24);
};

// The alerts of a plugin: what it hands over arrives, once if possible, and is logged.
class Alerts {
 public:
    // A default folder that can't be made is a warning, and alerts are kept in memory; one that was named is trouble,
    // in which nothing is acknowledged that was not delivered.
    Alerts(Host& host, std::unique_ptr<mail::Mailer> mailer, AlertSettings settings);

    // Takes over an alert about the event that the plugin handles; `about` completes "mail to A about …". The result is
    // the answer to the event: FAIL, so that supervisord keeps it, when the alert could neither be delivered nor kept.
    // Several alerts about one event have different ordinals, the same ones each time that the event comes.
    Result send(const Event& event, mail::Message message, std::string about, unsigned ordinal = 0);

    // The same for an alert that is not about one event, such as what was found at a tick. When it could neither be
    // delivered nor kept, the log says so, and it is lost: the tick that comes again would not bring it again.
    void send(mail::Message message, std::string about);

    // The same, but that what could neither be delivered nor kept stays the caller's; the error says why.
    tl::expected<void, std::string> try_to_send(mail::Message message, std::string about);

    // The file of the outbox; empty when there is none.
    std::string path() const { return path_ == OutboxFile::in_memory ? "" : path_; }

    // When a message that is held leaves.
    struct Hold {
        Time due;
        std::vector<std::string> silenced; // the processes whose silence it waits out; "silence off" has it leave
    };

    // Keeps a message, which has its stamp, until it is due: until then amend() may give it a new text and time. It is
    // on the disk when this returns, unless it is refused.
    Outbox::Acceptance hold(mail::Message message, std::string about, const Hold& until);

    // The same message again, grown. Known when it has left, or is leaving: the growth has to be handed over otherwise.
    Outbox::Acceptance amend(mail::Message message, std::string about, const Hold& until);

    // About which processes nobody wants to hear at `now`: those of the outbox's folder, and of that which supervisord
    // knows, should this outbox be elsewhere. What can't be read names none, and the log says so once.
    Silences silences(Time now);

 private:
    Delivery delivery_of(mail::Message message, std::string about) const;
    Delivery held_delivery_of(mail::Message message, std::string about, const Hold& until) const;
    Outbox::Acceptance hand_over(mail::Message message, std::string about);
    Outbox::Settings outbox_settings();
    Outbox::World world();

    Host& host_;
    std::unique_ptr<mail::Mailer> mailer_;
    AlertSettings settings_;
    std::string life_;
    std::string path_ = OutboxFile::in_memory;
    std::string folder_; // of the outbox; empty: it is in memory
    std::string silence_trouble_;
    Outbox outbox_;
};

} // namespace halberd::outbox
