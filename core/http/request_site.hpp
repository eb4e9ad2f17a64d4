#pragma once

#include "core/http/handler.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace halberd {

// By which names a server may be addressed.
struct HostNames {
    // Requests to another name are refused: those of a page that has made its own name point here (DNS rebinding).
    bool are_checked = false;
    std::string bound;                // the host that the server listens on
    std::vector<std::string> allowed; // of allowed_hosts=
};

// True when a Host header names this server. Addresses always do, as does a missing header: who points a name here has
// a name, and browsers send the header.
bool names_this_server(std::string_view host, const HostNames& names);

// Who makes a browser send a request, as far as it tells: Sec-Fetch-Site, else Origin, else Referer.
enum class RequestSite {
    Ours,    // our own pages, or the user
    Foreign, // a page of another site
    Untold,  // a browser that says nothing
    Nobody,  // no browser: a script, a client of XML-RPC
};
RequestSite site_of(const HttpRequest& request, const HostNames& names);

} // namespace halberd
