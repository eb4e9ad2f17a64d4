#include "sdk/xmlrpc/call_error.hpp"

namespace halberd::xmlrpc {

std::string CallError::message() const {
    switch (kind) {
        case Kind::Fault:
            return "the server answered fault " + std::to_string(fault_code) + ": " + text;
        case Kind::Connect:
            return "cannot connect: " + text;
        case Kind::Http:
            return "the server answered HTTP status " + std::to_string(http_status) + " " + text;
        case Kind::TimedOut:
            return "no answer in time";
        case Kind::Interrupted:
            return "interrupted";
        case Kind::Disconnected:
            return "the connection was lost: " + text;
        case Kind::Malformed:
            return "the answer cannot be understood: " + text;
    }
    return text;
}

} // namespace halberd::xmlrpc
