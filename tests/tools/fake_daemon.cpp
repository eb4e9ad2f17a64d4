// fake_daemon UNIX_SOCKET [TCP_PORT [PROGRAMS]]
//
// The real front ends (XML-RPC, logs, pages) over a daemon in memory, to be driven by real clients: xmlrpc.client,
// supervisorctl, a browser. Port 0 takes any free one, which is printed. PROGRAMS adds that many running programs. Ends
// on SIGTERM and SIGINT, and on supervisor.shutdown.

#include "core/base/clock.hpp"
#include "core/http/http_server.hpp"
#include "core/http/router.hpp"
#include "core/rpc/dispatcher.hpp"
#include "core/rpc/halberd_methods.hpp"
#include "core/rpc/supervisor_methods.hpp"
#include "core/rpc/system_methods.hpp"
#include "core/web/logtail_handler.hpp"
#include "core/web/rpc_endpoint.hpp"
#include "core/web/stylesheet_handler.hpp"
#include "core/web/web_ui.hpp"
#include "tests/fakes/fake_control.hpp"
#include "tests/fakes/recording_log.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>

#include <csignal>
#include <cstdio>
#include <cstdlib>

namespace halberd {
namespace {

class SystemClock : public Clock {
 public:
    SteadyTime steady() const override { return std::chrono::steady_clock::now(); }
    WallTime wall() const override { return std::chrono::system_clock::now(); }
};

void add_programs(FakeControl& control, int count) {
    control.add("cat", "cat");
    control.add("web", "web_00");
    control.add("web", "web_01", ProcessState::Stopped);
    control.add("broken", "broken", ProcessState::Fatal).info.spawn_error =
        "Exited too quickly (process log may have details)";
    control.table[{"broken", "broken"}].start_fault = Fault{FaultCode::SpawnError, {}};
    control.add("batch", "batch", ProcessState::Exited).info.stopped = WallTime(std::chrono::seconds(1'795'457'400));
    control.table[{"batch", "batch"}].info.started = WallTime(std::chrono::seconds(1'795'457'000));
    control.add("slow", "slow", ProcessState::Starting);
    control.logs["main"] = "2026-11-23 18:36:01,211 INFO supervisord started with pid 42\n";
    control.logs["cat stdout"] = "meow <once>\nmeow twice\n";
    for (int i = 0; i < count; ++i) {
        control.add("many", fmt::format("many_{:04}", i));
    }
}

int serve(const std::string& path, std::uint16_t port, int programs) {
    boost::asio::io_context context;
    FakeControl control;
    RecordingLog log{LogLevel::Debug};
    const SystemClock clock;
    add_programs(control, programs);
    control.on_reply_waiting = [&] { boost::asio::post(context, [&] { control.run_replies(); }); };

    MethodTable methods;
    add_supervisor_methods(methods, control);
    add_halberd_methods(methods, control);
    add_system_methods(methods);
    const Dispatcher dispatcher(methods, log);
    RpcEndpoint rpc(dispatcher);
    LogtailHandler logs(control);
    StylesheetHandler stylesheets;
    const Access access;
    WebUi pages(control, clock, access);
    Router router;
    router.add("/", pages);
    router.add("/stylesheets/", stylesheets);
    router.add("/RPC2", rpc);
    router.add("/logtail", logs);
    router.add("/mainlogtail", logs);

    auto local = HttpServer::listen(context, {UnixEndpoint{path, 0700, {}, {}}, {}, {}, {}}, router, log);
    auto inet = HttpServer::listen(context, {InetEndpoint{"127.0.0.1", port}, {}, {}, {}}, router, log);
    if (!local || !inet) {
        std::fprintf(stderr, "%s\n", (local ? inet : local).error().message().c_str());
        return 2;
    }
    std::printf("http://127.0.0.1:%d\n", (*inet)->port());
    std::fflush(stdout);
    boost::asio::signal_set signals(context, SIGTERM, SIGINT);
    signals.async_wait([&](const auto&, int) { context.stop(); });
    while (!context.stopped() && control.supervisor_state != SupervisorState::Shutdown) {
        context.run_one();
    }
    local->reset();
    inet->reset();
    signals.cancel();
    context.restart();
    context.run();
    return 0;
}

} // namespace
} // namespace halberd

int main(int argc, char** argv) {
    if (argc < 2) {
        std::fprintf(stderr, "usage: fake_daemon UNIX_SOCKET [TCP_PORT [PROGRAMS]]\n");
        return 2;
    }
    const int port = argc > 2 ? std::atoi(argv[2]) : 0;
    return halberd::serve(argv[1], static_cast<std::uint16_t>(port), argc > 3 ? std::atoi(argv[3]) : 0);
}
