#include "core/daemon/member.hpp"

namespace halberd {

Member::Member(std::string group, ProcessSpec spec, DaemonServices& services)
    : services_(services), process_(std::move(group), std::move(spec), *this, services.log) {}

void Member::join(ListenerPool& pool) {
    pool_ = &pool;
    pool.add(*this);
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
    }
}

void Member::broke_protocol() {
    if (pool_ != nullptr) {
        pool_->on_lost(*this);
    }
}

void Member::ended(WaitStatus status, std::string reason) {
    process_.on_exit(status, std::move(reason));
    if (pool_ != nullptr) {
        pool_->on_lost(*this);
    }
}

} // namespace halberd
