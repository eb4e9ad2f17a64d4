// A plugin whose methods misbehave as their names say.
#include "sdk/rpc/rpc_plugin.hpp"

#include <chrono>
#include <stdexcept>
#include <thread>

namespace {

namespace xmlrpc = halberd::xmlrpc;

class HostileRpc : public halberd::rpc::RpcPlugin<HostileRpc> {
 public:
    static constexpr halberd::rpc::Method methods[] = {
        {"echo", "Answers its argument.\n\n@param string text any\n@return string the same\n", 1, 1},
        {"fail", "Throws.\n", 0, 0},
        {"refuse", "Answers a fault of its own.\n", 0, 0},
        {"hang", "Does not answer.\n", 0, 0},
        {"pid", "Asks the daemon.\n", 0, 0},
    };

    HostileRpc(halberd::Host& host, const std::vector<std::string>& arguments) : host_(host), daemon_(host) {
        if (!arguments.empty()) {
            throw std::runtime_error("refused as asked");
        }
    }

    halberd::rpc::Answer call(std::string_view method, const xmlrpc::Array& arguments) override {
        if (method == "fail") {
            throw std::runtime_error("thrown as asked");
        }
        if (method == "refuse") {
            return tl::unexpected(xmlrpc::FaultReply{4711, "NOT_TODAY: come again"});
        }
        if (method == "hang") {
            host_.info("hanging");
            std::this_thread::sleep_for(std::chrono::hours(1));
        }
        if (method == "pid") {
            return daemon_.call("supervisor.getPID");
        }
        return arguments.at(0);
    }

 private:
    halberd::Host& host_;
    halberd::rpc::Daemon daemon_;
};

} // namespace

HALBERD_PLUGIN(HostileRpc, "test.hostile_rpc", "1.0.0", "Misbehaves as it is told")
