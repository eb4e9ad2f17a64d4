#include "core/web/metrics_handler.hpp"

#include "core/web/exposition.hpp"
#include "tests/unit/core/web/web_fixture.hpp"

#include <gmock/gmock.h>

#include <deque>
#include <functional>

namespace halberd {
namespace {

using testing::HasSubstr;
using testing::Not;

class MetricsHandlerTest : public WebTest {
 protected:
    // One that runs and one that is FATAL.
    void use_processes() {
        control.add("web", "web_0");
        control.add("db", "db", ProcessState::Fatal);
        for (const Namespec& name : control.order) {
            control.usages.processes.emplace_back();
            control.usages.processes.back().info = control.table[name].info;
        }
    }

    HttpResponse scrape(const std::string& method = "GET", const std::string& target = "/metrics") {
        const auto exchange = request(method, target);
        std::deque<std::function<void()>> pieces;
        MetricsHandler metrics(
            control, [&](std::function<void()> piece) { pieces.push_back(std::move(piece)); },
            [] {
                return HttpCounters{3, 9, 1, 27, 2};
            });
        metrics.handle(exchange);
        control.run_replies();
        for (made_in = 0; !pieces.empty(); ++made_in) {
            const auto piece = std::move(pieces.front());
            pieces.pop_front();
            piece();
        }
        return exchange->answer.value_or(HttpResponse{});
    }

    int made_in = 0; // pieces of work
};

TEST_F(MetricsHandlerTest, TellsTheStateOfEachProcess) {
    use_processes();
    const HttpResponse response = scrape();
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.content_type, "text/plain; version=0.0.4; charset=utf-8");
    EXPECT_THAT(response.body, HasSubstr("# HELP halberd_process_up 1 while the process is RUNNING.\n"
                                         "# TYPE halberd_process_up gauge\n"
                                         "halberd_process_up{group=\"web\",process=\"web_0\"} 1\n"
                                         "halberd_process_up{group=\"db\",process=\"db\"} 0\n"));
    EXPECT_THAT(response.body, HasSubstr("halberd_process_state{group=\"db\",process=\"db\"} 200\n"));
    EXPECT_THAT(response.body, HasSubstr("\nhalberd_state 1\n"));
    EXPECT_THAT(response.body, HasSubstr("halberd_process_uptime_seconds{group=\"web\",process=\"web_0\"} 5\n"));
    EXPECT_THAT(response.body, HasSubstr("halberd_process_uptime_seconds{group=\"db\",process=\"db\"} 0\n"));
}

TEST_F(MetricsHandlerTest, EachMetricOfTheProcessesIsAPieceOfWorkOfItsOwn) {
    use_processes();
    const std::string body = scrape().body;
    int metrics = 0;
    for (auto at = body.find("# TYPE halberd_process_"); at != std::string::npos;
         at = body.find("# TYPE halberd_process_", at + 1)) {
        ++metrics;
    }
    EXPECT_EQ(made_in, metrics + 1);
}

TEST_F(MetricsHandlerTest, TellsWhatEachProcessTakes) {
    use_processes();
    ProcessUsage& web = control.usages.processes[0];
    web.starts = 4;
    web.restarts = 3;
    web.own = ResourceUsage{std::chrono::milliseconds(1250), 4096, 7, 1};
    web.tree = ResourceUsage{std::chrono::milliseconds(2500), 8192, 9, 2};
    web.stdout_bytes = 77;
    const std::string body = scrape().body;
    const std::string labels = "{group=\"web\",process=\"web_0\"} ";
    EXPECT_THAT(body, HasSubstr("halberd_process_starts_total" + labels + "4\n"));
    EXPECT_THAT(body, HasSubstr("halberd_process_restarts_total" + labels + "3\n"));
    EXPECT_THAT(body, HasSubstr("halberd_process_cpu_seconds_total" + labels + "1.25\n"));
    EXPECT_THAT(body, HasSubstr("halberd_process_resident_memory_bytes" + labels + "4096\n"));
    EXPECT_THAT(body, HasSubstr("halberd_process_open_fds" + labels + "7\n"));
    EXPECT_THAT(body, HasSubstr("halberd_process_tree_cpu_seconds" + labels + "2.5\n"));
    EXPECT_THAT(body, HasSubstr("halberd_process_tree_resident_memory_bytes" + labels + "8192\n"));
    EXPECT_THAT(body, HasSubstr("halberd_process_tree_processes" + labels + "2\n"));
    EXPECT_THAT(body, HasSubstr("# TYPE halberd_process_log_bytes_total counter\nhalberd_process_log_bytes_total"
                                "{group=\"web\",process=\"web_0\",stream=\"stdout\"} 77\n#"));
    EXPECT_THAT(body, Not(HasSubstr("halberd_process_cpu_seconds_total{group=\"db\"")));
}

TEST_F(MetricsHandlerTest, TellsHowTheDaemonFares) {
    control.usage_of_daemon.loop_lag = std::chrono::microseconds(1500);
    control.usage_of_daemon.deadlines.note(std::chrono::milliseconds(4));
    control.usage_of_daemon.events = 12;
    control.usage_of_daemon.own.cpu_time = std::chrono::milliseconds(2500);
    control.usage_of_daemon.own.started = WallTime(std::chrono::seconds(1'795'000'000));
    const std::string body = scrape().body;
    EXPECT_THAT(body, HasSubstr("\nhalberd_loop_lag_seconds 0.0015\n"));
    EXPECT_THAT(body, HasSubstr("# TYPE halberd_loop_deadline_lateness_seconds histogram\n"
                                "halberd_loop_deadline_lateness_seconds_bucket{le=\"0.001\"} 0\n"
                                "halberd_loop_deadline_lateness_seconds_bucket{le=\"0.005\"} 1\n"));
    EXPECT_THAT(body, HasSubstr("halberd_loop_deadline_lateness_seconds_bucket{le=\"+Inf\"} 1\n"
                                "halberd_loop_deadline_lateness_seconds_sum 0.004\n"
                                "halberd_loop_deadline_lateness_seconds_count 1\n"));
    EXPECT_THAT(body, HasSubstr("\nhalberd_events_total 12\n"));
    EXPECT_THAT(body, HasSubstr("\nhalberd_http_connections 3\n"));
    EXPECT_THAT(body, HasSubstr("\nhalberd_http_streams_cut_total 2\n"));
    EXPECT_THAT(body, HasSubstr("\nprocess_cpu_seconds_total 2.5\n"));
    EXPECT_THAT(body, HasSubstr("\nprocess_start_time_seconds 1795000000\n"));
    EXPECT_THAT(body, HasSubstr("\nprocess_max_fds +Inf\n"));
    EXPECT_THAT(body, Not(HasSubstr("halberd_loop_processor_wait")));
}

TEST_F(MetricsHandlerTest, TellsHowListenersFare) {
    control.pools = {{"mail", 9, 4, 1, 2, 1, 2, 10, WallTime(std::chrono::seconds(77)), std::nullopt}, {}};
    const std::string memory_only = scrape().body;
    EXPECT_THAT(memory_only, Not(HasSubstr("disk")));
    control.pools[1].durable = PoolInfo::Durable{"/q.events", 3, 92, 1024, 4096, 1, "the disk is full"};
    const std::string body = scrape().body;
    EXPECT_THAT(body, HasSubstr("halberd_listener_disk_bytes{pool=\"\"} 4096\n"));
    EXPECT_THAT(body, HasSubstr("halberd_listener_unwritten_events{pool=\"\"} 1\n"));
    EXPECT_THAT(body, HasSubstr("halberd_listener_disk_trouble{pool=\"\"} 1\n"));
    EXPECT_THAT(body, HasSubstr("# TYPE halberd_listener_events_discarded_total counter\n"
                                "halberd_listener_events_discarded_total{pool=\"mail\"} 2\n"));
    EXPECT_THAT(body, HasSubstr("halberd_listener_oldest_event_seconds{pool=\"mail\"} 77\n"));
    EXPECT_THAT(body, Not(HasSubstr("halberd_listener_oldest_event_seconds{pool=\"\"}")));
}

TEST_F(MetricsHandlerTest, AnswersToGetOfItsOwnPathOnly) {
    EXPECT_EQ(scrape("POST").status, 405);
    EXPECT_EQ(scrape("GET", "/metrics/more").status, 404);
}

TEST(ExpositionTest, ValuesOfLabelsAreEscaped) {
    Exposition out;
    out.counter("x_total", "What x is.");
    out.sample({{"a", "say \"hi\\\"\n"}, {"b", ""}}, -3);
    EXPECT_EQ(out.take(),
              "# HELP x_total What x is.\n# TYPE x_total counter\n"
              "x_total{a=\"say \\\"hi\\\\\\\"\\n\",b=\"\"} -3\n");
}

} // namespace
} // namespace halberd
