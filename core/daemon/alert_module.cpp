#include "core/daemon/alert_module.hpp"

#include "sdk/host/plugin_library.hpp"

#include <chrono>
#include <filesystem>
#include <system_error>
#include <utility>

namespace halberd {
namespace {

constexpr const char* name_space = "halberd";
constexpr std::chrono::milliseconds patience_at_the_end{1000};

std::string library_path() {
    std::error_code ignored;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", ignored);
    return (program.parent_path().parent_path() / "lib/halberd/plugins/alerts.so").string();
}

} // namespace

AlertModule::AlertModule(RpcPluginWorker::Daemon daemon, const Control& control, MethodTable& methods)
    : worker_("alerts", std::move(daemon)) {
    add_plugin_method(methods, control, name_space, "getAlerts",
                      "Tells which alerts have not been delivered. Times are seconds since 1970.\n\n"
                      "@return array a struct for each alert with id, state (waiting, orphaned: no listener delivers\n"
                      "it, dead: its time is over), created, next_attempt, expires, attempts, transport, destination,\n"
                      "to, subject, about and error; and one with id, state unreadable and error for each outbox that\n"
                      "can't be read\n",
                      exactly(0), *this, Role::Read);
    add_plugin_method(methods, control, name_space, "retryAlerts",
                      "Has alerts tried at once, dead ones too, which get another day.\n\n"
                      "@param array ids of alerts\n"
                      "@return array a struct for each with id, done and description, why it was not done\n",
                      exactly(1), *this, Role::Operate);
    add_plugin_method(methods, control, name_space, "dropAlerts",
                      "Takes alerts away, so that they are never delivered.\n\n"
                      "@param array ids of alerts\n"
                      "@return array a struct for each with id, done and description, why it was not done\n",
                      exactly(1), *this, Role::Operate);
    add_plugin_method(
        methods, control, name_space, "getSilences",
        "Tells about which processes alert plugins say nothing, and until when, in seconds since 1970.\n\n"
        "@return array a struct for each with name (group:name) and until\n",
        exactly(0), *this, Role::Read);
    add_plugin_method(methods, control, name_space, "setSilences",
                      "Has alert plugins say nothing about processes for some time.\n\n"
                      "@param array names of processes, group:name\n"
                      "@param int seconds from this moment; 0: they are to be heard of again\n"
                      "@return boolean always true\n",
                      exactly(2), *this, Role::Operate);
}

void AlertModule::call(std::string request, Reply reply) {
    if (!is_running_) {
        if (std::string reason = start(); !reason.empty()) {
            reply(tl::unexpected(std::move(reason)));
            return;
        }
    }
    worker_.call(std::move(request), std::move(reply));
}

std::string AlertModule::start() {
    const auto library = PluginLibrary::load(library_path());
    if (!library) {
        return library.error() + "; install Halberd anew";
    }
    if (const auto started = worker_.start(*library, {}); !started) {
        return started.error().message();
    }
    is_running_ = true;
    return {};
}

bool AlertModule::close() {
    return !is_running_ || worker_.stop(patience_at_the_end);
}

} // namespace halberd
