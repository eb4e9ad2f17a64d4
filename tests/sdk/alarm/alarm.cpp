// A plugin of an author who has the installed SDK only: it tells of every end of a process, and forgets none.
#include <sdk/mail/sendmail_command.hpp>
#include <sdk/outbox/alerts.hpp>

#include <halberd/plugin.hpp>

#include <memory>

class Alarm : public halberd::Plugin {
 public:
    Alarm(halberd::Host& host, const std::vector<std::string>& arguments)
        : alerts_(host, std::make_unique<halberd::mail::SendmailCommand>(arguments.at(0)), settings()) {}

    halberd::Result handle(const halberd::Event& event) override {
        const auto process = event.process_state();
        if (!process) {
            return halberd::Result::ok();
        }
        const std::string name(process->process_name);
        halberd::mail::Message message;
        message.to = {"ops@example.com"};
        message.subject = name + " is gone";
        message.body = "It was in the group " + std::string(process->group_name) + ".\n";
        return alerts_.send(event, message, "the end of " + name);
    }

 private:
    static halberd::outbox::AlertSettings settings() {
        halberd::outbox::AlertSettings made;
        made.plugin = "alarm";
        made.transport = "command";
        made.is_local = true; // the first attempt is made before the event is answered
        return made;
    }

    halberd::outbox::Alerts alerts_;
};

HALBERD_PLUGIN(Alarm, "org.example.alarm", "1.0.0", "Tells of every end of a process")
