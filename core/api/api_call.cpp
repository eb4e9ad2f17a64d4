#include "core/api/api_call.hpp"

#include "sdk/xmlrpc/codec.hpp"

#include <boost/json.hpp>

#include <utility>

namespace halberd {
namespace {

xmlrpc::Value value_of(const Rendered& rendered) {
    const auto value = xmlrpc::decode_response("<methodResponse><params><param>" + rendered.xml +
                                               "</param></params></methodResponse>");
    return value ? *value : xmlrpc::Value();
}

} // namespace

bool ApiCall::refused_parameters() {
    const auto problem = parameters_.problem();
    if (problem) {
        refuse(*problem);
    }
    return problem.has_value();
}

void ApiCall::answer(const boost::json::value& value, int status) {
    HttpResponse response;
    response.status = status;
    response.content_type = "application/json";
    response.headers = {{"Cache-Control", "no-store"}};
    response.body = boost::json::serialize(value) + "\n";
    exchange_->respond(std::move(response));
}

void ApiCall::refuse(const Problem& problem) {
    exchange_->respond(problem_response(problem, exchange_->request().path));
}

void ApiCall::refuse(const Fault& fault) {
    refuse(problem_of(fault));
}

void ApiCall::call(std::string_view method, const xmlrpc::Array& arguments, Then then) {
    call_or_fault(method, arguments,
                  [self = shared_from_this(), then = std::move(then)](const Answer<xmlrpc::Value>& answer) {
                      if (answer) {
                          then(*answer);
                      } else {
                          self->refuse(answer.error());
                      }
                  });
}

void ApiCall::call_or_fault(std::string_view method, const xmlrpc::Array& arguments,
                            std::function<void(const Answer<xmlrpc::Value>&)> then) {
    context_.methods.call(method, arguments, exchange_->request().caller,
                          [then = std::move(then)](const MethodAnswer& answer) { then(answer.map(value_of)); });
}

} // namespace halberd
