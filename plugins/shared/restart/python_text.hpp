#pragma once

#include "sdk/xmlrpc/call_error.hpp"

#include <string>
#include <vector>

namespace halberd::restart {

// Texts of superlance's mails and messages that Python makes of its values.

// A list of strings: ['web1', 'foo'].
std::string quoted_list(const std::vector<std::string>& texts);

// Why a call failed: <Fault 70: 'NOT_RUNNING: foo'>, or a sentence for what is no fault.
std::string failure_text(const xmlrpc::CallError& error);

} // namespace halberd::restart
