#include "core/http/request_site.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <cctype>

namespace halberd {
namespace {

std::string lower(std::string_view text) {
    std::string made(text);
    std::transform(made.begin(), made.end(), made.begin(), [](unsigned char c) { return std::tolower(c); });
    return made;
}

// "Host.example:9001" -> "host.example", "[::1]:9001" -> "[::1]".
std::string host_alone(std::string_view authority) {
    if (!authority.starts_with('[') && std::count(authority.begin(), authority.end(), ':') > 1) {
        return "[" + lower(authority) + "]"; // some clients forget the brackets
    }
    const std::size_t bracket = authority.rfind(']');
    const std::size_t colon = authority.rfind(':');
    if (colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket)) {
        authority = authority.substr(0, colon);
    }
    if (authority.ends_with('.')) {
        authority.remove_suffix(1);
    }
    return lower(authority);
}

bool is_address(const std::string& host) {
    in6_addr address{};
    if (host.starts_with('[') && host.ends_with(']')) {
        return inet_pton(AF_INET6, host.substr(1, host.size() - 2).c_str(), &address) == 1;
    }
    return inet_pton(AF_INET, host.c_str(), &address) == 1;
}

bool is_allowed(const std::string& host, const HostNames& names) {
    return std::any_of(names.allowed.begin(), names.allowed.end(),
                       [&](const std::string& name) { return lower(name) == host; });
}

// "https://host:9001/path" -> "host:9001"; the port that the scheme implies is left out.
std::string authority_of(std::string_view url) {
    const std::size_t scheme_end = url.find("://");
    if (scheme_end == std::string_view::npos) {
        return {};
    }
    const std::string_view rest = url.substr(scheme_end + 3);
    std::string authority = lower(rest.substr(0, rest.find_first_of("/?#")));
    const std::string implied = url.starts_with("https:") ? ":443" : ":80";
    if (authority.ends_with(implied)) {
        authority.erase(authority.size() - implied.size());
    }
    return authority;
}

// A proxy in front of us may have another name, which allowed_hosts= tells.
RequestSite compared(std::string_view url, const HttpRequest& request, const HostNames& names) {
    const std::string authority = authority_of(url);
    const std::string host = lower(request.host);
    const bool is_same = authority == host || authority + ":80" == host || authority + ":443" == host;
    return !authority.empty() && (is_same || is_allowed(host_alone(authority), names)) ? RequestSite::Ours
                                                                                       : RequestSite::Foreign;
}

} // namespace

bool names_this_server(std::string_view host, const HostNames& names) {
    const std::string name = host_alone(host);
    return !names.are_checked || name.empty() || name == "localhost" || is_address(name) ||
           name == lower(names.bound) || is_allowed(name, names);
}

RequestSite site_of(const HttpRequest& request, const HostNames& names) {
    if (!request.fetch_site.empty()) {
        const bool is_ours = request.fetch_site == "same-origin" || request.fetch_site == "none";
        return is_ours ? RequestSite::Ours : RequestSite::Foreign;
    }
    if (!request.origin.empty()) {
        return compared(request.origin, request, names);
    }
    if (!request.referer.empty()) {
        return compared(request.referer, request, names);
    }
    return request.user_agent.starts_with("Mozilla/") ? RequestSite::Untold : RequestSite::Nobody;
}

} // namespace halberd
