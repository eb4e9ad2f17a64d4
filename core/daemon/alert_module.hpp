#pragma once

#include "core/plugin/rpc_plugin_worker.hpp"
#include "core/rpc/control.hpp"
#include "core/rpc/method_table.hpp"
#include "core/rpc/plugin_methods.hpp"

#include <string>

namespace halberd {

// The methods of `halberd.` that look into the outboxes of alert plugins. A plugin of our own has them,
// lib/halberd/plugins/alerts.so, which is loaded with the first call, so that SQLite is in no other daemon; the disk is
// waited for on its thread.
class AlertModule final : public MethodProvider {
 public:
    // All references outlive this object, which outlives every call of the methods.
    AlertModule(RpcPluginWorker::Daemon daemon, const Control& control, MethodTable& methods);

    void call(std::string request, Reply reply) override;

    // Ends the thread, if there is one. False when it had to be abandoned.
    bool close();

 private:
    // Why it can't be had; empty when it is there.
    std::string start();

    RpcPluginWorker worker_;
    bool is_running_ = false;
};

} // namespace halberd
