#pragma once

#include "core/config/diagnostics.hpp"
#include "core/config/ini_source.hpp"
#include "core/config/section_reader.hpp"
#include "core/config/server_options.hpp"

#include <vector>

namespace halberd {

// The plugins of [rpcinterface:NAME] sections: plugin=, or a Python factory in whose place a plugin of ours does the
// same (supervisor_twiddler). [rpcinterface:supervisor] with Supervisor's own factory is what the daemon offers anyway;
// another factory is an error, as somebody relies on its methods.
std::vector<RpcPluginSpec> read_rpc_interfaces(const ReadContext& context, const ServerOptions& server);

// The same for supervisorctl: [ctlplugin:x] with Supervisor's own factory is what it offers anyway. Another factory is
// an error to supervisorctl and a warning to the daemon, which does not load it in Supervisor either.
void check_ctl_plugins(const IniDocument& document, Diagnostic::Severity severity, Diagnostics& diagnostics);

} // namespace halberd
