#include "core/rpc/access.hpp"

#include "core/base/shown_text.hpp"

#include <fmt/format.h>

#include <utility>

namespace halberd {
namespace {

Fault access_denied(std::string_view name, Role needed, const Caller& caller) {
    return Fault{FaultCode::Failed,
                 fmt::format("access denied: {} needs the role {}, {} has {}", name, name_of(needed),
                             caller.user.empty() ? caller.from : caller.user, name_of(caller.role)),
                 true};
}

} // namespace

class Access::Record {
 public:
    Record(Log& log, const Caller& caller, const std::string& text)
        : log_(log), request_(shown_text(to_string(caller)) + " " + text) {}

    void finish(std::string_view outcome, Outcome kind) {
        if (kind == Outcome::Told || !is_under_way_) {
            write(shown_text(outcome));
        }
        is_finished_ = true;
    }

    void leave() {
        if (!is_finished_) {
            is_under_way_ = true;
            write("under way");
        }
    }

 private:
    void write(std::string_view outcome) { log_.info("audit: {}: {}", request_, outcome); }

    Log& log_;
    std::string request_;
    bool is_finished_ = false;
    bool is_under_way_ = false;
};

void Access::Permit::finish(std::string_view outcome, Outcome kind) const {
    if (record_ != nullptr) {
        record_->finish(outcome, kind);
    }
}

void Access::Permit::leave() const {
    if (record_ != nullptr) {
        record_->leave();
    }
}

Answer<Access::Permit> Access::admit(const Caller& caller, Role needed, std::string_view name,
                                     const std::function<std::string()>& text) const {
    Permit permit;
    if (audit_ != nullptr && needed != Role::Read) {
        permit.record_ = std::make_shared<Record>(*audit_, caller, text());
    }
    if (caller.role >= needed) {
        return permit;
    }
    const Fault denied = access_denied(name, needed, caller);
    permit.finish(denied.text(), Outcome::Told);
    return tl::unexpected<Fault>(denied);
}

} // namespace halberd
