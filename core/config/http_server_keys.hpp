#pragma once

#include "core/config/section_reader.hpp"
#include "core/config/server_options.hpp"

#include <string_view>
#include <vector>

namespace halberd {

// The keys of [unix_http_server], [inet_http_server] and [http_user:NAME].
std::vector<std::string_view> unix_server_key_names();
std::vector<std::string_view> inet_server_key_names();
std::vector<std::string_view> user_key_names();

// True for [unix_http_server], [unix_http_server:x] and whatever else starts so, as in Supervisor.
bool is_unix_server_section(std::string_view section);
bool is_inet_server_section(std::string_view section);

// Adds the HTTP servers and their users to `server`, in the order of their sections.
void read_http_servers(const ReadContext& context, ServerOptions& server);

} // namespace halberd
