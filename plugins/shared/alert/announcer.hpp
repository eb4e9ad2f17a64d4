#pragma once

#include "plugins/shared/alert/alert_outbox.hpp"
#include "plugins/shared/alert/alert_policy.hpp"
#include "plugins/shared/alert/wording.hpp"

#include <functional>
#include <halberd/event.hpp>
#include <halberd/host.hpp>
#include <halberd/result.hpp>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace halberd::alert {

// What something is about that is told.
struct Topic {
    // "group:process", or what is checked, such as a URL: limits are counted for it, and a digest names it.
    std::string name;

    // The processes by whose silence it is silent: that of one of them, or of all.
    std::vector<std::string> processes;
    bool needs_all = false;

    static Topic process(const std::string& name) { return {name, {name}}; }
};

// The one thing through which all goes that a plugin has to tell: silence, limits, quiet hours and flapping decide
// whether it leaves at once or with a digest; then it is in the outbox, or has left. What is held, and until when, the
// log says.
//
//   announcer.on_event(event, now);                                  // with each event, before anything else
//   return announcer.tell(event, Notice::Kind::Crash, Topic::process("g:foo"), [&](const Notice&) { return mail; });
class Announcer {
 public:
    using Time = Notice::Time;
    using Word = std::function<Alert(const Notice&)>;

    // `host` outlives this object.
    Announcer(Host& host, Way way, const PolicySettings& policy, Wording wording);

    bool has_recipient() const { return outbox_.has_recipient(); }

    // The plugin handles an event at `now`, which is the time of all that is told until the next one. Tells what has
    // become due.
    void on_event(const Event& event, Time now);

    // Tells something, or holds it. `word` makes the alert if it leaves at once; a Flapping is among the notices that
    // it may be asked for when it tells of crashes. Without a recipient nothing is told. The result is the answer to
    // the event.
    Result tell(const Event& event, Notice::Kind kind, const Topic& topic, const Word& word);

    // The same about what is no event: what could neither be sent nor kept is lost, which the log says.
    void tell(Notice::Kind kind, const Topic& topic, const Word& word);

    // As AlertPolicy.
    void on_other_state(const std::string& process) { policy_.on_other_state(process); }

    // For plugins that collect what they tell: whether nobody wants to be told of anything, or of that; and a message
    // that stays the plugin's when it could neither be sent nor kept.
    bool is_quiet() const { return policy_.is_quiet(now_); }
    Silence silence_of(const Topic& topic);
    tl::expected<void, std::string> try_to_send(const Alert& alert) { return outbox_.try_to_send(alert); }

    // How a notice or a digest is said that the policy has the plugin say.
    Alert word(const Notice& notice) const { return wording_.notice(notice); }

    // As outbox::Alerts.
    std::string path() const { return outbox_.path(); }

 private:
    // A digest as it is in the outbox.
    struct Kept {
        unsigned number = 0;
        std::vector<std::string> ids;
    };

    bool is_held(Notice::Kind kind, const Topic& topic, std::optional<Notice>& notice);
    void tell_what_is_due();
    void follow_silences();
    bool keep(const std::vector<Notice>& notices, const Silence& silence = {});
    AlertOutbox::Kept try_to_keep(Notice::Leaves leaves);
    const outbox::Silences& silences();

    Host& host_;
    std::string plugin_;
    AlertOutbox outbox_;
    AlertPolicy policy_;
    Wording wording_;
    Time now_;
    std::optional<outbox::Silences> silences_; // at this event, once they were asked for
    Kept digest_;
    Kept silence_digest_;
};

} // namespace halberd::alert
