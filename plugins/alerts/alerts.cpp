#include "plugins/alerts/outbox_shelf.hpp"
#include "plugins/alerts/silence_list.hpp"
#include "sdk/outbox/outbox_folder.hpp"
#include "sdk/rpc/rpc_plugin.hpp"

#include <algorithm>
#include <chrono>

namespace halberd::alerts {
namespace {

constexpr std::int64_t incorrect_parameters = 2;
constexpr std::int64_t failed = 30;
constexpr std::int64_t longest_silence = std::int64_t{10} * 366 * 86400;

std::int64_t seconds_of(outbox::Time time) {
    return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

std::string joined(const std::vector<std::string>& recipients) {
    std::string text;
    for (const std::string& recipient : recipients) {
        text += (text.empty() ? "" : ", ") + recipient;
    }
    return text;
}

xmlrpc::Struct alert_struct(const ShelvedOutbox& outbox, const outbox::Delivery& delivery) {
    return {
        {"id", id_of(outbox, delivery)},
        {"state", delivery.is_dead     ? "dead"
                  : outbox.has_courier ? "waiting"
                                       : "orphaned"},
        {"created", seconds_of(delivery.message.stamp->date)},
        {"next_attempt", seconds_of(delivery.next_attempt)},
        {"expires", seconds_of(delivery.expires)},
        {"attempts", static_cast<int>(delivery.attempts)},
        {"transport", delivery.transport},
        {"destination", delivery.destination},
        {"to", joined(delivery.message.to)},
        {"subject", delivery.message.subject},
        {"about", delivery.about},
        {"error", delivery.error},
    };
}

} // namespace

// The outboxes of the daemon's listeners, for supervisorctl alerts.
class AlertMethods : public rpc::RpcPlugin<AlertMethods> {
 public:
    static constexpr Description description{"", {}};

    // The daemon has the same methods in its own table, with their help: core/daemon/alert_module.
    static constexpr rpc::Method methods[] = {
        {"getAlerts", "Tells what waits in the outboxes.\n\n@return array a struct for each alert\n", 0, 0},
        {"retryAlerts", "Has alerts tried at once.\n\n@param array ids of alerts\n@return array what became of each\n",
         1, 1},
        {"dropAlerts", "Takes alerts away.\n\n@param array ids of alerts\n@return array what became of each\n", 1, 1},
        {"getSilences", "Tells about which processes nobody wants to hear.\n\n@return array a struct for each\n", 0, 0},
        {"setSilences",
         "Has processes be silent.\n\n@param array names\n@param int seconds; 0: no more\n@return boolean always "
         "true\n",
         2, 2},
    };

    AlertMethods(Host& host, const std::vector<std::string>& /*arguments*/) : host_(host), daemon_(host) {}

    rpc::Answer call(std::string_view method, const xmlrpc::Array& arguments) override {
        auto folders = outbox_folders();
        if (!folders) {
            return tl::unexpected(folders.error());
        }
        if (method == "getSilences" || method == "setSilences") {
            return method == "getSilences" ? silences(*folders) : set_silences(*folders, arguments);
        }
        const std::vector<ShelvedOutbox> outboxes = read_outboxes(*folders);
        if (method == "getAlerts") {
            return list(outboxes);
        }
        const auto* ids = arguments.at(0).get<xmlrpc::Array>();
        if (ids == nullptr) {
            return tl::unexpected(xmlrpc::FaultReply{incorrect_parameters, "INCORRECT_PARAMETERS"});
        }
        const Change change = method == "retryAlerts" ? Change::Retry : Change::Drop;
        xmlrpc::Array outcomes;
        for (const xmlrpc::Value& id : *ids) {
            const auto text = id.value_or(std::string());
            const std::string objection = change_delivery(outboxes, change, text);
            outcomes.emplace_back(
                xmlrpc::Struct{{"id", text}, {"done", objection.empty()}, {"description", objection}});
        }
        return xmlrpc::Value(outcomes);
    }

 private:
    static xmlrpc::Value list(const std::vector<ShelvedOutbox>& outboxes) {
        xmlrpc::Array alerts;
        for (const ShelvedOutbox& outbox : outboxes) {
            for (const outbox::Delivery& delivery : outbox.deliveries) {
                alerts.emplace_back(alert_struct(outbox, delivery));
            }
            if (!outbox.trouble.empty()) {
                alerts.emplace_back(
                    xmlrpc::Struct{{"id", outbox.name}, {"state", "unreadable"}, {"error", outbox.trouble}});
            }
        }
        return alerts;
    }

    static rpc::Answer silences(const std::vector<std::string>& folders) {
        const auto silences = list_silences(folders, std::chrono::system_clock::now());
        if (!silences) {
            return tl::unexpected(xmlrpc::FaultReply{failed, "FAILED: " + silences.error()});
        }
        xmlrpc::Array structs;
        for (const auto& [process, until] : *silences) {
            structs.emplace_back(xmlrpc::Struct{{"name", process}, {"until", seconds_of(until)}});
        }
        return xmlrpc::Value(structs);
    }

    static rpc::Answer set_silences(const std::vector<std::string>& folders, const xmlrpc::Array& arguments) {
        const auto* names = arguments.at(0).get<xmlrpc::Array>();
        const std::int64_t seconds = arguments.at(1).value_or(std::int64_t{-1});
        std::vector<std::string> processes;
        for (const xmlrpc::Value& name : names != nullptr ? *names : xmlrpc::Array()) {
            processes.push_back(name.value_or(std::string()));
        }
        if (processes.empty() || !std::ranges::all_of(processes, outbox::can_be_silent) || seconds < 0 ||
            seconds > longest_silence) {
            return tl::unexpected(xmlrpc::FaultReply{incorrect_parameters, "INCORRECT_PARAMETERS"});
        }
        const outbox::Time now = std::chrono::system_clock::now();
        const auto until = seconds > 0 ? std::optional(now + std::chrono::seconds(seconds)) : std::nullopt;
        if (const auto changed = change_silences(folders, processes, until, now); !changed) {
            return tl::unexpected(xmlrpc::FaultReply{failed, "FAILED: " + changed.error()});
        }
        if (const auto silences = list_silences(folders, now)) {
            follow_silences(read_outboxes(folders), *silences, now);
        }
        return xmlrpc::Value(true);
    }

    // Those of the listeners; an empty one is where an outbox is when nobody says otherwise.
    tl::expected<std::vector<std::string>, xmlrpc::FaultReply> outbox_folders() const {
        auto answer = daemon_.call("halberd.getOutboxFolders");
        if (!answer) {
            return tl::unexpected(answer.error());
        }
        std::vector<std::string> folders;
        for (const xmlrpc::Value& value : answer->value_or(xmlrpc::Array())) {
            std::string folder = value.value_or(std::string());
            if (folder.empty()) {
                folder = host_.variable("SUPERVISOR_ALERTS_OUTBOX").value_or("");
            }
            folders.push_back(folder.empty() ? outbox::default_outbox_folder() : folder);
        }
        return folders;
    }

    Host& host_;
    rpc::Daemon daemon_;
};

} // namespace halberd::alerts

HALBERD_PLUGIN(halberd::alerts::AlertMethods, "org.halberd.alerts", "1.0.0",
               "Shows and changes what waits in the outboxes of alert plugins")
