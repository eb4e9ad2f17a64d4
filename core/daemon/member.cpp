#include "core/daemon/member.hpp"

#include "core/config/environment_file.hpp"
#include "core/daemon/log_lives.hpp"
#include "core/os/whole_file.hpp"

#include <cerrno>
#include <utility>

namespace halberd {
namespace {

// The variables of one file of environment_file=; "-" in front: the file may be missing.
Result<std::map<std::string, std::string>> read_environment_file(std::string file) {
    const bool may_be_missing = file.starts_with('-');
    file.erase(0, may_be_missing ? 1 : 0);
    const auto text = read_whole_file(file);
    if (text) {
        return parse_environment_file(*text, file);
    }
    if (may_be_missing && text.error().errno_code == ENOENT) {
        return {};
    }
    return failure("", "can't read environment_file " + file + ": " + errno_text(text.error().errno_code));
}

} // namespace

Member::Member(std::string group, std::shared_ptr<const ProcessSpec> spec, DaemonServices& services)
    : services_(services), process_(std::move(group), std::move(spec), *this, services.log) {}

void Member::join(ListenerPool& pool) {
    pool_ = &pool;
    pool.add(*this);
}

void Member::leave_pool() {
    if (pool_ != nullptr) {
        std::exchange(pool_, nullptr)->remove(*this);
    }
}

Result<void> Member::stop(Cause cause) {
    Result<void> stopped = process_.stop(std::move(cause));
    if (process_.pid() == 0) {
        end_leftovers();
    }
    return stopped;
}

Result<Environment> Member::environment() const {
    const ProcessSpec& spec = process_.spec();
    Environment made = child_environment(services_.environment, process_.name(), spec, services_.options.server_url());
    for (const std::string& file : spec.environment_files) {
        const auto variables = read_environment_file(file);
        if (!variables) {
            return tl::unexpected(variables.error());
        }
        for (const auto& [variable, value] : *variables) {
            made.insert_or_assign(variable, value);
        }
    }
    return made;
}

void Member::publish(const Event& event) {
    services_.observer.on_transition(*this);
    services_.bus.publish(event);
    if (pool_ != nullptr && is_ready()) {
        pool_->dispatch();
    }
}

void Member::became_ready() {
    if (pool_ != nullptr) {
        pool_->dispatch();
    }
}

void Member::answered(std::string_view result) {
    if (pool_ != nullptr) {
        pool_->on_result(*this, result);
        services_.observer.on_listener_answered();
    }
}

void Member::broke_protocol() {
    if (pool_ != nullptr) {
        pool_->on_lost(*this);
    }
}

void Member::ended(WaitStatus status, std::string reason) {
    if (past_exits_.size() == LogLives::remembered) {
        past_exits_.erase(past_exits_.begin());
    }
    past_exits_.push_back({process_.pid(), process_.record().started, wall(), status});
    process_.on_exit(status, std::move(reason));
    past_exits_.back().crashes = process_.recent_crashes();
    if (pool_ != nullptr) {
        pool_->on_lost(*this);
    }
}

} // namespace halberd
