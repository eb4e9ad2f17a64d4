#include "sdk/supervisor/client.hpp"

#include "sdk/testing/fake_rpc.hpp"

#include <halberd/plugin_abi.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <map>

namespace halberd::supervisor {
namespace {

using testing::HasSubstr;

// A host that has an environment and nothing else.
class Environment {
 public:
    std::map<std::string, std::string, std::less<>> variables;
    const Host host{table_};

 private:
    static int get(void* self, halberd_string name, halberd_string* value) {
        const auto& all = static_cast<Environment*>(self)->variables;
        const auto found = all.find(std::string_view(name.data, name.size));
        if (found == all.end()) {
            return 0;
        }
        *value = {found->second.data(), found->second.size()};
        return 1;
    }
    static halberd_host make_table(Environment* self) {
        halberd_host table{};
        table.struct_size = sizeof table;
        table.context = self;
        table.get_variable = get;
        return table;
    }

    halberd_host table_ = make_table(this);
};

class SupervisorClientTest : public testing::Test {
 protected:
    SupervisorClientTest() { environment.variables["SUPERVISOR_SERVER_URL"] = rpc.url(); }

    Client client() { return Client::of(environment.host).value(); }

    test::FakeRpc rpc;
    Environment environment;
};

TEST_F(SupervisorClientTest, ProcessesComeInTheDaemonsOrder) {
    rpc.answer("supervisor.getAllProcessInfo", xmlrpc::Array{xmlrpc::Struct{{"name", "b"}, {"group", "g"}},
                                                             xmlrpc::Struct{{"name", "a"}, {"group", "g"}}});
    const auto all = client().all_processes();
    ASSERT_TRUE(all);
    ASSERT_EQ(all->size(), 2U);
    EXPECT_EQ(all->at(0).full_name(), "g:b");
    EXPECT_EQ(all->at(1).full_name(), "g:a");
}

TEST_F(SupervisorClientTest, AProcessIsAskedForStoppedAndStartedByItsName) {
    rpc.answer("supervisor.getProcessInfo", xmlrpc::Struct{{"name", "b"}, {"group", "g"}, {"pid", 7}});
    rpc.answer("supervisor.stopProcess", true);
    rpc.answer("supervisor.startProcess", true);
    Client daemon = client();
    EXPECT_EQ(daemon.process("g:b")->pid, 7);
    EXPECT_TRUE(daemon.stop("g:b"));
    EXPECT_TRUE(daemon.start("g:b"));
    ASSERT_EQ(rpc.calls().size(), 3U);
    EXPECT_EQ(rpc.calls()[1].method, "supervisor.stopProcess");
    EXPECT_EQ(rpc.calls()[2].arguments, (xmlrpc::Array{"g:b"}));
}

TEST_F(SupervisorClientTest, AnEndIsAskedForByItsPid) {
    rpc.answer("halberd.explainExit", xmlrpc::Struct{{"pid", 77}, {"description", "exit status 3"}});
    EXPECT_EQ(client().exit_of("g:b", 77, 5)->description, "exit status 3");
    EXPECT_EQ(rpc.calls().back().arguments, (xmlrpc::Array{"g:b", 77, 5}));
    rpc.answer("halberd.explainExit", true);
    EXPECT_THAT(client().exit_of("g:b", 77, 5).error().message(), HasSubstr("answered no end of a process"));
}

TEST_F(SupervisorClientTest, AFaultIsTheErrorOfItsCall) {
    rpc.refuse("supervisor.stopProcess", {70, "NOT_RUNNING: g:b"});
    EXPECT_TRUE(client().stop("g:b").error().is_fault(70));
    EXPECT_TRUE(client().process("g:b").error().is_fault(1));
}

TEST_F(SupervisorClientTest, AnAnswerOfAnotherKindIsAnError) {
    rpc.answer("supervisor.getAllProcessInfo", "many");
    EXPECT_THAT(client().all_processes().error().message(), HasSubstr("answered no array"));
}

TEST_F(SupervisorClientTest, WithoutAServerTheErrorSaysWhatSupervisordNeeds) {
    environment.variables.clear();
    EXPECT_THAT(Client::of(environment.host).error(), HasSubstr("[unix_http_server]"));
    environment.variables["SUPERVISOR_SERVER_URL"] = "gopher://x";
    EXPECT_THAT(Client::of(environment.host).error(), HasSubstr("SUPERVISOR_SERVER_URL: "));
}

} // namespace
} // namespace halberd::supervisor
