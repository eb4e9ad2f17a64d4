#include "core/web/health_handler.hpp"

#include "tests/unit/core/web/web_fixture.hpp"

namespace halberd {
namespace {

class HealthHandlerTest : public WebTest {
 protected:
    HttpResponse ask(const std::string& target, const std::string& method = "GET") {
        last = request(method, target);
        HealthHandler(control).handle(last);
        return last->answer.value_or(HttpResponse{});
    }
    std::shared_ptr<FakeExchange> last;
};

TEST_F(HealthHandlerTest, TheDaemonIsWellWhateverItsProgramsDo) {
    control.add("db", "db", ProcessState::Fatal);
    const HttpResponse response = ask("/healthz");
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.content_type, "application/json");
    EXPECT_EQ(response.body, "{\"status\":\"ok\"}\n");
}

TEST_F(HealthHandlerTest, ADaemonThatGoesDownIsNotWell) {
    control.supervisor_state = SupervisorState::Shutdown;
    EXPECT_EQ(ask("/healthz").status, 503);
    EXPECT_EQ(ask("/readyz").body, "{\"status\":\"shutting down\"}\n");
    control.supervisor_state = SupervisorState::Restarting;
    EXPECT_EQ(ask("/healthz").body, "{\"status\":\"restarting\"}\n");
    EXPECT_EQ(ask("/readyz").status, 503);
}

TEST_F(HealthHandlerTest, ItIsReadyWhenEveryProcessIsWhereItIsMeantToBe) {
    control.add("web", "web_0");
    control.add("job", "job", ProcessState::Exited);
    control.add("idle", "idle", ProcessState::Stopped);
    EXPECT_EQ(ask("/readyz").status, 200);
    EXPECT_EQ(ask("/readyz").body, "{\"status\":\"ok\"}\n");
    for (const auto state :
         {ProcessState::Starting, ProcessState::Backoff, ProcessState::Fatal, ProcessState::Unknown}) {
        control.table[{"web", "web_0"}].info.state = state;
        EXPECT_EQ(ask("/readyz").status, 503);
        EXPECT_EQ(ask("/readyz").body, "{\"status\":\"not ready\",\"processes\":[{\"name\":\"web:web_0\",\"state\":\"" +
                                           std::string(name_of(state)) + "\"}]}\n");
    }
}

TEST_F(HealthHandlerTest, AnswersToGetOfItsOwnPathsOnly) {
    EXPECT_EQ(ask("/healthzz").status, 404);
    EXPECT_EQ(ask("/readyz/x").status, 404);
    EXPECT_EQ(ask("/healthz", "POST").status, 405);
    EXPECT_EQ(last->header("Allow"), "GET, HEAD");
}

} // namespace
} // namespace halberd
