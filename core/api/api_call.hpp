#pragma once

#include "core/api/parameters.hpp"
#include "core/api/problem.hpp"
#include "core/http/handler.hpp"
#include "core/rpc/control.hpp"
#include "core/rpc/method_table.hpp"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace boost::json {
class value;
} // namespace boost::json

namespace halberd {

// What the API stands on; outlives the calls.
struct ApiContext {
    Control& control;
    const MethodTable& methods;
    std::string history; // names the daemon's present history of events: ids are counted anew by the next one
};

// One request of the API. Everything that changes something goes through the table of methods, which knows what role
// each needs. Shared by the answers that it waits for.
class ApiCall : public std::enable_shared_from_this<ApiCall> {
 public:
    ApiCall(const ApiContext& context, std::shared_ptr<HttpExchange> exchange, std::vector<std::string> names,
            Parameters parameters)
        : context_(context),
          exchange_(std::move(exchange)),
          names_(std::move(names)),
          parameters_(std::move(parameters)) {}

    Control& control() const { return context_.control; }
    const ApiContext& context() const { return context_; }
    const std::shared_ptr<HttpExchange>& exchange() const { return exchange_; }

    // What stands in the path in the place of {name}, by its number.
    const std::string& name(std::size_t index = 0) const { return names_.at(index); }
    Parameters& parameters() { return parameters_; }

    // Answers when a parameter is not as it should be. To be asked when all of them have been looked at.
    bool refused_parameters();

    // Answer; one of them once.
    void answer(const boost::json::value& value, int status = 200);
    void refuse(const Problem& problem);
    void refuse(const Fault& fault);

    // Calls a method as the caller of the request. A fault is answered with its problem; `then` gets the result.
    using Then = std::function<void(const xmlrpc::Value&)>;
    void call(std::string_view method, const xmlrpc::Array& arguments, Then then);

    // The same for those who have an answer to some faults.
    void call_or_fault(std::string_view method, const xmlrpc::Array& arguments,
                       std::function<void(const Answer<xmlrpc::Value>&)> then);

 private:
    const ApiContext& context_;
    std::shared_ptr<HttpExchange> exchange_;
    std::vector<std::string> names_;
    Parameters parameters_;
};

using ApiCallPtr = std::shared_ptr<ApiCall>;

} // namespace halberd
