#include "core/api/problem.hpp"

#include "core/api/json_values.hpp"

#include <fmt/format.h>
#include <boost/json.hpp>

#include <utility>

namespace halberd {
namespace {

namespace json = boost::json;

int status_of(const Fault& fault) {
    if (fault.is_access_denied) {
        return 403;
    }
    switch (fault.code) {
        case FaultCode::BadName:
            return 404;
        case FaultCode::IncorrectParameters:
        case FaultCode::BadArguments:
        case FaultCode::BadSignal:
            return 400;
        case FaultCode::ShutdownState:
            return 503;
        case FaultCode::NoFile:
        case FaultCode::NotExecutable:
        case FaultCode::AlreadyStarted:
        case FaultCode::NotRunning:
        case FaultCode::AlreadyAdded:
        case FaultCode::StillRunning:
            return 409;
        case FaultCode::CantReread:
            return 422;
        case FaultCode::UnknownMethod:
        case FaultCode::SignatureUnsupported:
        case FaultCode::Failed:
        case FaultCode::AbnormalTermination:
        case FaultCode::SpawnError:
        case FaultCode::Success:
            break;
    }
    return 500;
}

std::string_view title_of(const Fault& fault) {
    if (fault.is_access_denied) {
        return "The role does not suffice";
    }
    switch (fault.code) {
        case FaultCode::BadName:
            return "There is no process or group of that name";
        case FaultCode::BadSignal:
            return "There is no such signal";
        case FaultCode::ShutdownState:
            return "The daemon is going down";
        case FaultCode::NoFile:
            return "There is no such file";
        case FaultCode::NotExecutable:
            return "The command is not executable";
        case FaultCode::AlreadyStarted:
            return "The process runs already";
        case FaultCode::NotRunning:
            return "The process does not run";
        case FaultCode::AlreadyAdded:
            return "The group is active already";
        case FaultCode::StillRunning:
            return "Processes of the group still run";
        case FaultCode::CantReread:
            return "The configuration has errors";
        case FaultCode::AbnormalTermination:
            return "The process ended before it was up";
        case FaultCode::SpawnError:
            return "The process could not be started";
        case FaultCode::IncorrectParameters:
        case FaultCode::BadArguments:
            return "The request cannot be understood";
        default:
            return "It could not be done";
    }
}

} // namespace

Problem http_problem(int status, std::string detail) {
    return {status, "about:blank", std::string(reason_phrase(status)), std::move(detail), {}};
}

Problem bad_request(std::vector<BadPart> bad_parts) {
    std::string detail;
    for (const BadPart& part : bad_parts) {
        detail += fmt::format("{}{}: {}", detail.empty() ? "" : "; ", part.where, part.what);
    }
    Problem problem = http_problem(400, std::move(detail));
    problem.bad_parts = std::move(bad_parts);
    return problem;
}

Problem problem_of(const Fault& fault) {
    return {status_of(fault),
            fmt::format("urn:supervisor:fault:{}", name_of(fault.code)),
            std::string(title_of(fault)),
            fault.text(),
            {}};
}

HttpResponse problem_response(const Problem& problem, std::string_view path) {
    json::object body{{"type", problem.type},
                      {"title", problem.title},
                      {"status", problem.status},
                      {"detail", json_text(problem.detail)},
                      {"instance", json_text(path)}};
    if (!problem.bad_parts.empty()) {
        json::array errors;
        for (const BadPart& part : problem.bad_parts) {
            errors.push_back(json::object{{"where", json_text(part.where)}, {"what", json_text(part.what)}});
        }
        body["errors"] = std::move(errors);
    }
    HttpResponse response;
    response.status = problem.status;
    response.content_type = "application/problem+json";
    response.headers = {{"Cache-Control", "no-store"}};
    response.body = json::serialize(body) + "\n";
    return response;
}

} // namespace halberd
