#include "ctl/log_source.hpp"

#include "ctl/status_table.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <utility>

namespace halberd::ctl {
namespace {

constexpr std::int64_t first_piece = 64 * 1024;
constexpr std::int64_t longest_piece = 16 * 1024 * 1024;

// The daemon's machine is this one, and the file was not written since then.
bool is_known_to_be_older(Session& session, const LogSource& source, LogTime since) {
    struct stat status {};
    return session.remote().url().starts_with("unix://") && ::stat(source.file.c_str(), &status) == 0 &&
           LogTime(std::chrono::seconds(status.st_mtim.tv_sec + 1)) < since;
}

// Whether what comes before the piece may be wanted as well.
bool may_need_more(const std::vector<LogLine>& lines, const LogWish& wish) {
    if (wish.since && !has_no_times(lines)) {
        const auto first = std::find_if(lines.begin(), lines.end(), [](const LogLine& line) { return line.at; });
        return *first->at >= *wish.since;
    }
    return !wish.most || wanted_lines(lines, wish).size() < *wish.most;
}

} // namespace

std::vector<LogSource> log_sources(const std::vector<ProcessInfo>& processes, const std::vector<std::string>& streams,
                                   bool has_colours) {
    constexpr std::array colours{"36", "33", "32", "35", "34", "96", "93", "92", "95", "94"};
    std::size_t width = 0;
    for (const ProcessInfo& process : processes) {
        width = std::max(width, width_of(to_string(process.name)));
    }
    std::vector<LogSource> sources;
    for (std::size_t i = 0; i < processes.size(); ++i) {
        for (const std::string& stream : streams) {
            const std::string& file = stream == "stdout" ? processes[i].stdout_logfile : processes[i].stderr_logfile;
            std::string prefix = padded(to_string(processes[i].name), width) + (stream == "stdout" ? " | " : " ! ");
            if (has_colours) {
                prefix = std::string("\033[") + colours[i % colours.size()] + "m" + prefix + "\033[0m";
            }
            if (!file.empty()) {
                sources.push_back({processes[i].name, stream, file, processes.size() > 1 ? prefix : std::string()});
            }
        }
    }
    return sources;
}

AnswerOf<LogPiece> end_of_log(Session& session, const LogSource& source, std::int64_t bytes) {
    const std::string method = source.stream == "stdout" ? "tailProcessStdoutLog" : "tailProcessStderrLog";
    const auto answer = session.call(method, {source.process.group + ":" + source.process.process, 0, bytes});
    if (!answer) {
        return tl::unexpected(answer.error());
    }
    const auto* parts = answer->get<xmlrpc::Array>();
    if (parts == nullptr || parts->size() < 2) {
        xmlrpc::CallError error;
        error.kind = xmlrpc::CallError::Kind::Malformed;
        error.text = method + " did not return text and offset";
        return tl::unexpected(std::move(error));
    }
    return LogPiece{(*parts)[0].value_or(std::string()), (*parts)[1].value_or(std::int64_t{0})};
}

void complain_of_missing_times(Session& session, const LogSource& source) {
    session.console().complain(to_string(source.process) + " " + source.stream +
                               ": its lines have no time stamps, so --since does not know how old they are "
                               "(log_format=text or json adds them)");
}

AnswerOf<std::vector<LogLine>> read_log(Session& session, const LogSource& source, const LogWish& wish) {
    for (std::int64_t length = first_piece;; length *= 4) {
        const auto piece = end_of_log(session, source, length);
        if (!piece) {
            return tl::unexpected(piece.error());
        }
        std::vector<LogLine> lines = log_lines(piece->bytes, piece->is_cut());
        if (piece->is_cut() && length < longest_piece && may_need_more(lines, wish)) {
            continue;
        }
        if (wish.since && !lines.empty() && has_no_times(lines)) {
            if (is_known_to_be_older(session, source, *wish.since)) {
                return std::vector<LogLine>{};
            }
            complain_of_missing_times(session, source);
        }
        return wanted_lines(std::move(lines), wish);
    }
}

} // namespace halberd::ctl
