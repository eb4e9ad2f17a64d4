#include "core/rpc/multicall.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <utility>

namespace halberd {
namespace {

// A hundred small calls can ask for gigabytes.
constexpr std::size_t most_result_bytes = std::size_t{16} * 1024 * 1024;

// One multicall under way. Shared by the reply that it waits for.
class Multicall : public std::enable_shared_from_this<Multicall> {
 public:
    Multicall(const MethodTable& methods, const xmlrpc::Array& calls, Caller caller, Later later, MethodReply reply)
        : methods_(methods),
          calls_(calls),
          caller_(std::move(caller)),
          later_(std::move(later)),
          reply_(std::move(reply)) {}

    // Makes calls until one has to wait. A loop, not a recursion: a request may hold a hundred thousand calls that
    // answer at once.
    void proceed() {
        while (next_ < calls_.size()) {
            answered_ = false;
            waiting_ = false;
            call(calls_[next_]);
            if (!answered_) {
                waiting_ = true;
                return;
            }
            if (later_) {
                later_([self = shared_from_this()] { self->proceed(); });
                return;
            }
        }
        results_ += "</data></array></value>";
        reply_(Rendered{std::move(results_)});
    }

 private:
    void call(const xmlrpc::Value& call) {
        static const xmlrpc::Value no_parameters{xmlrpc::Array{}};
        const xmlrpc::Value* name = call.member("methodName");
        const xmlrpc::Value* given = call.member("params");
        const auto* method = name != nullptr ? name->get<std::string>() : nullptr;
        const auto* parameters = (given != nullptr ? *given : no_parameters).get<xmlrpc::Array>();
        if (results_.size() > most_result_bytes) {
            take(fault(FaultCode::Failed, "the results of the calls before it are too large already"));
        } else if (call.is<xmlrpc::Struct>() && (name == nullptr || name->is_nil())) {
            take(fault(FaultCode::IncorrectParameters, "No methodName"));
        } else if (method == nullptr || parameters == nullptr) {
            take(fault(FaultCode::IncorrectParameters));
        } else if (*method == "system.multicall") {
            take(fault(FaultCode::IncorrectParameters, "Recursive system.multicall forbidden"));
        } else {
            methods_.call(*method, *parameters, caller_,
                          [self = shared_from_this()](const MethodAnswer& answer) { self->take(answer); });
        }
    }

    void take(const MethodAnswer& answer) {
        if (answer) {
            results_ += answer->xml;
        } else {
            results_ += render(xmlrpc::Struct{{"faultCode", static_cast<int>(answer.error().code)},
                                              {"faultString", answer.error().text()}})
                            .xml;
        }
        ++next_;
        answered_ = true;
        if (waiting_) {
            proceed();
        }
    }

    const MethodTable& methods_;
    xmlrpc::Array calls_;
    Caller caller_;
    Later later_;
    MethodReply reply_;
    std::size_t next_ = 0;
    bool answered_ = false;                          // the call under way has answered
    bool waiting_ = false;                           // proceed() has returned because it had not
    std::string results_ = "<value><array><data>\n"; // as XML; the end is still missing
};

} // namespace

void multicall(const MethodTable& methods, const xmlrpc::Array& calls, const Caller& caller, const Later& later,
               MethodReply reply) {
    std::make_shared<Multicall>(methods, calls, caller, later, std::move(reply))->proceed();
}

} // namespace halberd
