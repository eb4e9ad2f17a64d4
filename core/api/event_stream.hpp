#pragma once

#include "core/api/api_call.hpp"

namespace halberd {

// GET /events: the daemon's events as Server-Sent Events, for as long as the client stays. Each message has an id, with
// which a client that comes again (Last-Event-ID) goes on where it was, as far as the daemon has the events in memory;
// ids of an earlier daemon count as none seen. after= says the same for the first time, "0" is all that is in memory;
// without either the stream begins with the next event.
//
// A comment is sent when there was nothing for a while, so that proxies keep the connection: the only timer, and there
// only while somebody looks on. A client that does not take its messages is cut off by the limit of the HTTP server.
void stream_events(const ApiCallPtr& call);

} // namespace halberd
