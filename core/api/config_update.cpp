#include "core/api/config_update.hpp"

#include "core/api/json_values.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace halberd {
namespace {

namespace json = boost::json;

// An update under way, kept by the answer that it waits for.
class Update : public std::enable_shared_from_this<Update> {
 public:
    Update(ApiCallPtr call, std::optional<std::vector<std::string>> only)
        : call_(std::move(call)), only_(std::move(only)) {}

    void begin() {
        call_->call("supervisor.reloadConfig", {}, [self = shared_from_this()](const xmlrpc::Value& changes) {
            self->plan(changes);
            self->next();
        });
    }

 private:
    struct Step {
        std::string group;
        std::string_view action; // "removed", "changed", "added"
    };

    // From [[added, changed, removed]].
    void plan(const xmlrpc::Value& changes) {
        const auto outer = changes.value_or<xmlrpc::Array>({});
        const auto lists = outer.empty() ? xmlrpc::Array{} : outer.front().value_or<xmlrpc::Array>({});
        const auto add = [&](std::size_t index, std::string_view action) {
            const auto groups = index < lists.size() ? lists[index].value_or<xmlrpc::Array>({}) : xmlrpc::Array{};
            for (const xmlrpc::Value& group : groups) {
                steps_.push_back({group.value_or<std::string>({}), action});
            }
        };
        add(2, "removed");
        add(1, "changed");
        add(0, "added");
        if (only_) {
            std::erase_if(steps_, [&](const Step& step) {
                return std::find(only_->begin(), only_->end(), step.group) == only_->end();
            });
        }
    }

    void next() {
        if (steps_.empty()) {
            call_->answer(json::object{{"groups", std::move(done_)}});
            return;
        }
        const Step step = std::move(steps_.front());
        steps_.pop_front();
        if (step.action == "removed") {
            remove(step);
        } else {
            call_->call(step.action == "added" ? "supervisor.addProcessGroup" : "halberd.updateProcessGroup",
                        {step.group},
                        [self = shared_from_this(), step](const xmlrpc::Value& result) { self->finish(step, result); });
        }
    }

    void remove(const Step& step) {
        call_->call("supervisor.stopProcessGroup", {step.group},
                    [self = shared_from_this(), step](const xmlrpc::Value&) {
                        self->call_->call("supervisor.removeProcessGroup", {step.group},
                                          [self, step](const xmlrpc::Value& result) { self->finish(step, result); });
                    });
    }

    // The result of an update of a group is an array of its processes.
    void finish(const Step& step, const xmlrpc::Value& result) {
        json::object group{{"name", json_text(step.group)}, {"action", step.action}};
        group["processes"] = result.is<xmlrpc::Array>() ? to_json(result) : json::value(json::array{});
        done_.push_back(std::move(group));
        next();
    }

    ApiCallPtr call_;
    std::optional<std::vector<std::string>> only_;
    std::deque<Step> steps_;
    json::array done_;
};

} // namespace

void update_configuration(const ApiCallPtr& call) {
    auto only = call->parameters().texts("groups");
    if (!call->refused_parameters()) {
        std::make_shared<Update>(call, std::move(only))->begin();
    }
}

} // namespace halberd
