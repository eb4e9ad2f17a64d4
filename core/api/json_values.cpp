#include "core/api/json_values.hpp"

#include "core/base/local_time.hpp"
#include "core/rpc/process_info.hpp"
#include "sdk/wire/utf8.hpp"
#include "sdk/xmlrpc/base64.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <chrono>
#include <type_traits>
#include <variant>

namespace halberd {
namespace {

namespace json = boost::json;

bool is_never(WallTime at) {
    return at.time_since_epoch() == WallTime::duration::zero();
}

// "started" and "started_at".
void add_moment(json::object& to, std::string_view name, WallTime at) {
    const std::string text_name = std::string(name) + "_at";
    if (is_never(at)) {
        to[name] = nullptr;
        to[text_name] = nullptr;
    } else {
        to[name] =
            static_cast<double>(std::chrono::duration_cast<std::chrono::milliseconds>(at.time_since_epoch()).count()) /
            1000;
        to[text_name] = rfc3339_text(at);
    }
}

json::value text_or_null(std::string_view text) {
    return text.empty() ? json::value(nullptr) : json::value(json_text(text));
}

template <class T>
json::value or_null(const std::optional<T>& value) {
    return value ? json::value(*value) : json::value(nullptr);
}

std::string base64_text(std::string_view bytes) {
    std::string text;
    xmlrpc::append_base64(text, bytes);
    return text;
}

void add_name(json::object& to, const Namespec& name) {
    to["name"] = json_text(to_string(name));
    to["group"] = json_text(name.group);
    to["process"] = json_text(name.process);
}

json::value to_json(const std::optional<ResourceUsage>& usage) {
    if (!usage) {
        return nullptr;
    }
    return json::object{{"cpu_seconds", std::chrono::duration<double>(usage->cpu).count()},
                        {"resident_bytes", usage->resident_bytes},
                        {"open_files", or_null(usage->open_files)},
                        {"processes", usage->processes}};
}

// "processname:web groupname:web", up to the end of the first line.
json::object fields_of(std::string_view payload) {
    json::object fields;
    payload = payload.substr(0, payload.find('\n'));
    while (!payload.empty()) {
        const std::size_t end = std::min(payload.find(' '), payload.size());
        const std::string_view token = payload.substr(0, end);
        payload.remove_prefix(std::min(end + 1, payload.size()));
        if (const std::size_t colon = token.find(':'); colon != std::string_view::npos) {
            fields[json_text(token.substr(0, colon))] = json_text(token.substr(colon + 1));
        }
    }
    return fields;
}

} // namespace

std::string json_text(std::string_view text) {
    std::string clean;
    clean.reserve(text.size());
    while (!text.empty()) {
        const wire::Utf8Step step = wire::first_utf8_step(text);
        clean += step.kind == wire::Utf8Step::Kind::Character ? text.substr(0, step.size) : "\xEF\xBF\xBD";
        text.remove_prefix(step.size);
    }
    return clean;
}

json::object to_json(const ProcessInfo& info) {
    json::object made;
    add_name(made, info.name);
    made["state"] = name_of(info.state);
    made["statecode"] = static_cast<int>(info.state);
    made["description"] = json_text(describe(info));
    made["pid"] = info.pid != 0 ? json::value(info.pid) : json::value(nullptr);
    add_moment(made, "started", info.started);
    add_moment(made, "stopped", info.stopped);
    add_moment(made, "now", info.now);
    made["uptime"] = info.pid != 0
                         ? json::value(std::max<std::int64_t>(seconds_of(info.now) - seconds_of(info.started), 0))
                         : json::value(nullptr);
    made["exit_status"] = info.exit_status;
    made["spawn_error"] = text_or_null(info.spawn_error);
    made["stdout_logfile"] = text_or_null(info.stdout_logfile);
    made["stderr_logfile"] = text_or_null(info.stderr_logfile);
    return made;
}

json::object to_json(const Explanation& explanation) {
    json::array history;
    for (const PastTransition& past : explanation.history) {
        json::object made;
        add_moment(made, "happened", past.at);
        made["from"] = name_of(past.from);
        made["to"] = name_of(past.to);
        made["cause"] = json_text(past.cause);
        history.push_back(std::move(made));
    }
    json::object made{{"process", to_json(explanation.info)}, {"history", std::move(history)}};
    made["next"] = text_or_null(explanation.next);
    add_moment(made, "due", explanation.next_at.value_or(WallTime{}));
    made["output"] = json_text(explanation.last_output);
    return made;
}

json::object to_json(const ProcessUsage& usage) {
    json::object made = to_json(usage.info);
    made["starts"] = usage.starts;
    made["restarts"] = usage.restarts;
    made["own"] = to_json(usage.own);
    made["tree"] = to_json(usage.tree);
    made["stdout_bytes"] = or_null(usage.stdout_bytes);
    made["stderr_bytes"] = or_null(usage.stderr_bytes);
    return made;
}

json::object to_json(const PoolInfo& pool) {
    json::object made{{"name", json_text(pool.name)},
                      {"accepted", pool.accepted},
                      {"delivered", pool.delivered},
                      {"rejected", pool.rejected},
                      {"discarded", pool.discarded},
                      {"under_way", pool.under_way},
                      {"buffered", pool.buffered},
                      {"buffer_size", pool.buffer_size},
                      {"delivery", pool.durable ? "durable" : "memory"}};
    add_moment(made, "oldest", pool.oldest.value_or(WallTime{}));
    if (pool.durable) {
        made["durable"] =
            json::object{{"file", json_text(pool.durable->file)},          {"restored", pool.durable->restored},
                         {"buffered_bytes", pool.durable->buffered_bytes}, {"buffer_bytes", pool.durable->buffer_bytes},
                         {"disk_bytes", pool.durable->disk_bytes},         {"unwritten", pool.durable->unwritten},
                         {"trouble", text_or_null(pool.durable->trouble)}};
    }
    return made;
}

json::object to_json(const EventFeed::Entry& entry) {
    json::object made{{"id", entry.id}, {"type", entry.type}};
    add_moment(made, "happened", entry.at);
    made["fields"] = fields_of(entry.payload);
    made["payload"] = json_text(entry.payload);
    return made;
}

json::value to_json(const xmlrpc::Value& value) {
    return std::visit(
        [](const auto& held) -> json::value {
            using T = std::decay_t<decltype(held)>;
            if constexpr (std::is_same_v<T, std::monostate>) {
                return nullptr;
            } else if constexpr (std::is_arithmetic_v<T>) {
                return held;
            } else if constexpr (std::is_same_v<T, std::string>) {
                return json::value(json_text(held));
            } else if constexpr (std::is_same_v<T, xmlrpc::DateTime>) {
                return json::value(held.text);
            } else if constexpr (std::is_same_v<T, xmlrpc::Binary>) {
                return json::value(base64_text(held.bytes));
            } else if constexpr (std::is_same_v<T, xmlrpc::Array>) {
                json::array made;
                for (const xmlrpc::Value& element : held) {
                    made.push_back(to_json(element));
                }
                return made;
            } else {
                json::object made;
                for (const auto& [name, member] : held) {
                    made[json_text(name)] = to_json(member);
                }
                return made;
            }
        },
        value.storage());
}

json::array outcomes_to_json(const xmlrpc::Value& outcomes) {
    json::array made;
    for (const xmlrpc::Value& outcome : outcomes.value_or<xmlrpc::Array>({})) {
        const auto text = [&](std::string_view name) {
            const xmlrpc::Value* member = outcome.member(name);
            return member != nullptr ? member->value_or<std::string>({}) : std::string();
        };
        const xmlrpc::Value* status = outcome.member("status");
        const auto code =
            static_cast<FaultCode>(status != nullptr ? status->value_or<std::int64_t>(0) : std::int64_t{0});
        json::object one;
        add_name(one, {text("group"), text("name")});
        one["ok"] = code == FaultCode::Success;
        one["fault"] = code == FaultCode::Success ? json::value(nullptr) : json::value(name_of(code));
        one["detail"] = json_text(text("description"));
        made.push_back(std::move(one));
    }
    return made;
}

json::object bytes_to_json(std::string_view bytes) {
    std::string clean = json_text(bytes);
    if (clean == bytes) {
        return {{"encoding", "utf-8"}, {"data", std::move(clean)}};
    }
    return {{"encoding", "base64"}, {"data", base64_text(bytes)}};
}

} // namespace halberd
