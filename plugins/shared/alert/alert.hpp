#pragma once

#include <functional>
#include <map>
#include <string>

namespace halberd::alert {

// What an alert tells, by the names that stand in the templates of gateways: "process" -> "foo".
using Fields = std::map<std::string, std::string, std::less<>>;

// What somebody is told.
struct Alert {
    std::string subject;
    std::string body;
    std::string about; // for the log, after "mail to A about": "the crash of foo"
    Fields fields;     // for a gateway; a mail needs none
};

} // namespace halberd::alert
