#include "core/api/json_values.hpp"
#include "core/api/route.hpp"

#include <boost/json.hpp>

#include <array>
#include <cstdint>
#include <limits>
#include <utility>

namespace halberd {
namespace {

namespace json = boost::json;

// Of a log that may be much larger, so much comes in one answer.
constexpr std::int64_t most_bytes = std::int64_t{4} * 1024 * 1024;
constexpr std::int64_t usual_bytes = std::int64_t{16} * 1024;
constexpr std::int64_t any_offset = std::numeric_limits<std::int64_t>::max();

// The log that the path names; a stream is its second name.
std::optional<LogTarget> find_log(const ApiCallPtr& call) {
    const Namespec process = parse_namespec(call->name());
    const std::string& stream = call->name(1);
    if (process.names_group() || !call->control().info(process)) {
        call->refuse(Fault{FaultCode::BadName, call->name()});
        return std::nullopt;
    }
    if (stream != "stdout" && stream != "stderr") {
        call->refuse(http_problem(404, "There is no stream " + stream + "; there are stdout and stderr"));
        return std::nullopt;
    }
    return LogTarget{stream == "stdout" ? LogTarget::Kind::Stdout : LogTarget::Kind::Stderr, process};
}

// A log without a file is not there, whereas other files that are missing are in the way of something.
void refuse_log(const ApiCallPtr& call, const Fault& fault) {
    Problem problem = problem_of(fault);
    if (fault.code == FaultCode::NoFile) {
        problem.status = 404;
    }
    call->refuse(problem);
}

struct Range {
    std::int64_t offset = 0;
    std::int64_t length = 0;
};

// offset= below zero counts from the end; length=0 is as much as one answer may have. Nothing: it has been refused.
std::optional<Range> read_range(const ApiCallPtr& call) {
    const std::int64_t offset = call->parameters().integer("offset", -usual_bytes, -most_bytes, any_offset);
    const std::int64_t length = call->parameters().integer("length", 0, 0, most_bytes);
    if (offset < 0 && length != 0) {
        call->parameters().refuse("length", "must be 0 with an offset from the end");
    }
    if (call->refused_parameters()) {
        return std::nullopt;
    }
    return Range{offset, offset >= 0 && length == 0 ? most_bytes : length};
}

void read(const ApiCallPtr& call, const LogTarget& log, const Range& range) {
    const auto bytes = call->control().read_log(log, range.offset, range.length);
    if (bytes) {
        call->answer(bytes_to_json(*bytes));
    } else {
        refuse_log(call, bytes.error());
    }
}

void read_main_log(const ApiCallPtr& call) {
    if (const auto range = read_range(call)) {
        read(call, LogTarget{}, *range);
    }
}

void read_process_log(const ApiCallPtr& call) {
    const auto range = read_range(call);
    if (!range) {
        return;
    }
    if (const auto log = find_log(call)) {
        read(call, *log, *range);
    }
}

// What came after offset=, and where to go on.
void tail_process_log(const ApiCallPtr& call) {
    const std::int64_t offset = call->parameters().integer("offset", 0, 0, any_offset);
    const std::int64_t length = call->parameters().integer("length", usual_bytes, 0, most_bytes);
    if (call->refused_parameters()) {
        return;
    }
    const auto log = find_log(call);
    if (!log) {
        return;
    }
    const auto tail = call->control().tail_log(*log, offset, length);
    if (!tail) {
        refuse_log(call, tail.error());
        return;
    }
    json::object made = bytes_to_json(tail->bytes);
    made["offset"] = tail->offset;
    made["overflow"] = tail->overflow;
    call->answer(made);
}

void clear_main_log(const ApiCallPtr& call) {
    if (!call->refused_parameters()) {
        call->call("supervisor.clearLog", {}, [call](const xmlrpc::Value&) {
            call->answer(json::object{{"cleared", true}});
        });
    }
}

void clear_process_logs(const ApiCallPtr& call) {
    if (!call->refused_parameters()) {
        call->call("supervisor.clearProcessLogs", {call->name()}, [call](const xmlrpc::Value&) {
            call->answer(json::object{{"cleared", true}});
        });
    }
}

void rotate_process_logs(const ApiCallPtr& call) {
    if (!call->refused_parameters()) {
        call->call("halberd.rotateProcessLogs", {call->name()},
                   [call](const xmlrpc::Value& logs) { call->answer(to_json(logs)); });
    }
}

constexpr std::array routes{
    Route{"GET", "/daemon/log", &read_main_log},
    Route{"DELETE", "/daemon/log", &clear_main_log},
    Route{"DELETE", "/processes/{name}/logs", &clear_process_logs},
    Route{"POST", "/processes/{name}/logs/rotate", &rotate_process_logs},
    Route{"GET", "/processes/{name}/logs/{stream}", &read_process_log},
    Route{"GET", "/processes/{name}/logs/{stream}/tail", &tail_process_log},
};

} // namespace

std::span<const Route> log_routes() {
    return routes;
}

} // namespace halberd
