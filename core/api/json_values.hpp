#pragma once

#include "core/base/clock.hpp"
#include "core/rpc/control.hpp"
#include "sdk/xmlrpc/value.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace boost::json {
class array;
class object;
class value;
} // namespace boost::json

namespace halberd {

// What the daemon tells, as JSON. Moments are there twice: by RFC 3339 as "…_at", for people, and in seconds since
// 1970; both are null for "never".

// Text of any origin as a string of JSON: what is not UTF-8 becomes U+FFFD.
std::string json_text(std::string_view text);

boost::json::object to_json(const ProcessInfo& info);
boost::json::object to_json(const Explanation& explanation);
boost::json::object to_json(const ProcessUsage& usage);
boost::json::object to_json(const PoolInfo& pool);
boost::json::object to_json(const EventFeed::Entry& entry);

// What a method has answered.
boost::json::value to_json(const xmlrpc::Value& value);

// What became of each of many processes: from the structs of XML-RPC with name, group, status and description.
boost::json::array outcomes_to_json(const xmlrpc::Value& outcomes);

// Bytes of a log, without loss: {"encoding": "utf-8", "data": …}, or base64 when they are no UTF-8.
boost::json::object bytes_to_json(std::string_view bytes);

} // namespace halberd
