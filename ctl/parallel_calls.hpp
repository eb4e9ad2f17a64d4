#pragma once

#include "ctl/answers.hpp"
#include "ctl/session.hpp"

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace halberd::ctl {

// A method with its namespace, and its arguments.
struct Call {
    std::string method;
    xmlrpc::Array arguments;
};

enum class Order {
    OneByOne,
    AtOnce, // each on a connection of its own; at most some dozens are under way at a time
};

// Makes the calls and hands each answer to `on_answer` with the number of the call, always in the order of the calls
// and on the caller's thread, and each as soon as it is there. An error that `on_answer` returns ends it: calls that
// are not under way yet are not made.
Outcome make_calls(Session& session, const std::vector<Call>& calls, Order order,
                   const std::function<Outcome(std::size_t, const AnswerOf<xmlrpc::Value>&)>& on_answer);

} // namespace halberd::ctl
