// What the processes take of the machine: the part of Supervisor behind usage().

#include "core/daemon/supervisor.hpp"
#include "core/os/usage_snapshot.hpp"

#include <unistd.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <utility>

namespace halberd {
namespace {

// How long the loop is kept from everything else at a time; the kernel's list of processes comes by the thousand, which
// takes it a millisecond more.
constexpr std::chrono::microseconds piece_time{500};

std::optional<std::uint64_t> bytes_of(const Member& member, Stream stream) {
    return member.log_path(stream).empty() ? std::nullopt : std::optional(member.logged_bytes(stream));
}

// One report in the making. Owned by the piece that the loop has been asked for.
class UsageSurvey : public std::enable_shared_from_this<UsageSurvey> {
 public:
    // What it asks for: the processes, when those of the machine have been read, and the figures of one of them;
    // nothing when it has gone meanwhile.
    struct Source {
        std::function<std::vector<Namespec>()> names;
        std::function<std::optional<ProcessUsage>(const Namespec&, const UsageSnapshot&)> usage_of;
    };

    UsageSurvey(boost::asio::io_context& io, Source source, Control::ReportReply reply)
        : io_(io), source_(std::move(source)), reply_(std::move(reply)) {}

    void go_on_later() {
        boost::asio::post(io_, [self = shared_from_this()] { self->go_on(); });
    }

 private:
    void go_on() {
        const auto end = std::chrono::steady_clock::now() + piece_time;
        while (std::chrono::steady_clock::now() < end) {
            if (!step()) {
                reply_(std::move(report_));
                return;
            }
        }
        go_on_later();
    }

    // False when all is done.
    bool step() {
        if (scan_) {
            read_next();
            return true;
        }
        if (next_ == names_.size()) {
            return false;
        }
        if (auto usage = source_.usage_of(names_[next_++], snapshot_)) {
            report_.processes.push_back(*std::move(usage));
        }
        return true;
    }

    void read_next() {
        if (const auto entry = scan_->next()) {
            snapshot_.add(*entry);
            return;
        }
        scan_.reset();
        report_.daemon = snapshot_.of_process(::getpid()).value_or(ResourceUsage{});
        names_ = source_.names();
        report_.processes.reserve(names_.size());
    }

    boost::asio::io_context& io_;
    Source source_;
    Control::ReportReply reply_;
    std::optional<ProcessScan> scan_{std::in_place}; // until all are read
    UsageSnapshot snapshot_;
    std::vector<Namespec> names_;
    std::size_t next_ = 0;
    UsageReport report_;
};

} // namespace

void Supervisor::usage(ReportReply reply) {
    UsageSurvey::Source source{
        [this] { return processes(); },
        [this](const Namespec& name, const UsageSnapshot& snapshot) { return usage_of(name, snapshot); }};
    std::make_shared<UsageSurvey>(world_.io, std::move(source), std::move(reply))->go_on_later();
}

std::optional<ProcessUsage> Supervisor::usage_of(const Namespec& name, const UsageSnapshot& snapshot) const {
    const Member* member = groups_.find(name);
    if (member == nullptr) {
        return std::nullopt;
    }
    const Process& process = member->process();
    ProcessUsage usage;
    usage.info = info_of(*member);
    usage.starts = process.record().starts;
    usage.restarts = process.record().restarts;
    if (process.pid() != 0 && member->has_own_process()) {
        if (const auto taken = snapshot.of_tree(process.pid())) {
            usage.own = taken->own;
            usage.tree = taken->tree;
        }
    }
    usage.stdout_bytes = bytes_of(*member, Stream::Stdout);
    usage.stderr_bytes = bytes_of(*member, Stream::Stderr);
    return usage;
}

} // namespace halberd
