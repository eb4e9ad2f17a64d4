#include "tests/unit/core/rpc/rpc_fixture.hpp"

#include <map>

namespace halberd {
namespace {

using SystemMethods = RpcTest;

// What Supervisor 4.2.5 answers to system.listMethods, and to system.methodSignature for each.
const std::map<std::string, std::vector<std::string>>& signatures_of_supervisor() {
    static const std::map<std::string, std::vector<std::string>> signatures{
        {"supervisor.addProcessGroup", {"boolean", "string"}},
        {"supervisor.clearAllProcessLogs", {"array"}},
        {"supervisor.clearLog", {"boolean"}},
        {"supervisor.clearProcessLog", {"boolean", "string"}},
        {"supervisor.clearProcessLogs", {"boolean", "string"}},
        {"supervisor.getAPIVersion", {"string"}},
        {"supervisor.getAllConfigInfo", {"array"}},
        {"supervisor.getAllProcessInfo", {"array"}},
        {"supervisor.getIdentification", {"string"}},
        {"supervisor.getPID", {"int"}},
        {"supervisor.getProcessInfo", {"struct", "string"}},
        {"supervisor.getState", {"struct"}},
        {"supervisor.getSupervisorVersion", {"string"}},
        {"supervisor.getVersion", {"string"}},
        {"supervisor.readLog", {"string", "int", "int"}},
        {"supervisor.readMainLog", {"string", "int", "int"}},
        {"supervisor.readProcessLog", {"string", "string", "int", "int"}},
        {"supervisor.readProcessStderrLog", {"string", "string", "int", "int"}},
        {"supervisor.readProcessStdoutLog", {"string", "string", "int", "int"}},
        {"supervisor.reloadConfig", {"array"}},
        {"supervisor.removeProcessGroup", {"boolean", "string"}},
        {"supervisor.restart", {"boolean"}},
        {"supervisor.sendProcessStdin", {"boolean", "string", "string"}},
        {"supervisor.sendRemoteCommEvent", {"boolean", "string", "string"}},
        {"supervisor.shutdown", {"boolean"}},
        {"supervisor.signalAllProcesses", {"array", "string"}},
        {"supervisor.signalProcess", {"boolean", "string", "string"}},
        {"supervisor.signalProcessGroup", {"array", "string", "string"}},
        {"supervisor.startAllProcesses", {"array", "boolean"}},
        {"supervisor.startProcess", {"boolean", "string", "boolean"}},
        {"supervisor.startProcessGroup", {"array", "string", "boolean"}},
        {"supervisor.stopAllProcesses", {"array", "boolean"}},
        {"supervisor.stopProcess", {"boolean", "string", "boolean"}},
        {"supervisor.stopProcessGroup", {"array", "string", "boolean"}},
        {"supervisor.tailProcessLog", {"array", "string", "int", "int"}},
        {"supervisor.tailProcessStderrLog", {"array", "string", "int", "int"}},
        {"supervisor.tailProcessStdoutLog", {"array", "string", "int", "int"}},
        {"system.listMethods", {"array"}},
        {"system.methodHelp", {"string", "string"}},
        {"system.methodSignature", {"array", "string"}},
        {"system.multicall", {"array", "array"}},
    };
    return signatures;
}

// What we add stands in a namespace of its own; everything else is what Supervisor lists.
TEST_F(SystemMethods, EveryMethodOfSupervisorIsListedInOrder) {
    Array names{"halberd.addProgramToGroup",
                "halberd.explain",
                "halberd.explainExit",
                "halberd.getEvents",
                "halberd.getGroupNames",
                "halberd.getListenerPools",
                "halberd.getOutboxFolders",
                "halberd.getProcessStatus",
                "halberd.getProcessUsage",
                "halberd.log",
                "halberd.plan",
                "halberd.removeProcessFromGroup",
                "halberd.rotateProcessLogs",
                "halberd.updateProcessGroup",
                "halberd.waitForEvents"};
    for (const auto& [name, signature] : signatures_of_supervisor()) {
        names.emplace_back(name);
    }
    EXPECT_EQ(call("system.listMethods"), Value(names));
}

TEST_F(SystemMethods, SignaturesAreThoseOfSupervisor) {
    for (const auto& [name, signature] : signatures_of_supervisor()) {
        EXPECT_EQ(call("system.methodSignature", {name}), Value(Array(signature.begin(), signature.end()))) << name;
    }
}

TEST_F(SystemMethods, EveryMethodRefusesMissingAndSurplusArguments) {
    for (const auto& [name, signature] : signatures_of_supervisor()) {
        const Arity arity = methods.find(name)->arity;
        EXPECT_EQ(arity.most, signature.size() - 1) << name;
        EXPECT_EQ(call(name, Array(arity.most + 1, Value("x"))), refused("2 INCORRECT_PARAMETERS")) << name;
        if (arity.required > 0) {
            EXPECT_EQ(call(name, Array(arity.required - 1, Value("x"))), refused("2 INCORRECT_PARAMETERS")) << name;
        }
    }
}

TEST_F(SystemMethods, HelpHasTheFormThatSignaturesAreReadFrom) {
    const auto help = call("system.methodHelp", {"supervisor.startProcess"});
    ASSERT_TRUE(help);
    const std::string text = help->value_or<std::string>("");
    EXPECT_NE(text.find("\n@param string name "), std::string::npos);
    EXPECT_NE(text.find("\n@param boolean wait "), std::string::npos);
    EXPECT_NE(text.find("\n@return boolean "), std::string::npos);
}

TEST_F(SystemMethods, UnknownMethodsHaveNoHelp) {
    EXPECT_EQ(call("system.methodHelp", {"nosuch"}), refused("4 SIGNATURE_UNSUPPORTED"));
    EXPECT_EQ(call("system.methodSignature", {5}), refused("4 SIGNATURE_UNSUPPORTED"));
}

TEST_F(SystemMethods, WhatIsNotInTheTableCannotBeCalled) {
    for (const char* name : {"nosuch", "supervisor", "supervisor._update", "supervisor.supervisord.options.x", "."}) {
        EXPECT_EQ(call(name), refused("1 UNKNOWN_METHOD")) << name;
    }
}

TEST_F(SystemMethods, MulticallAnswersEachCallOrItsFault) {
    EXPECT_EQ(
        call("system.multicall", {Array{
                                     Struct{{"methodName", "supervisor.getPID"}},
                                     Struct{{"methodName", "x"}, {"params", Array{}}},
                                     Struct{},
                                     Struct{{"methodName", "system.multicall"}, {"params", Array{Array{}}}},
                                     Struct{{"methodName", "supervisor.getState"}, {"params", Array{3}}},
                                     Struct{{"methodName", "supervisor.getState"}, {"params", 5}},
                                     Struct{{"methodName", 5}},
                                     "no struct",
                                 }}),
        Value(Array{
            42,
            Struct{{"faultCode", 1}, {"faultString", "UNKNOWN_METHOD"}},
            Struct{{"faultCode", 2}, {"faultString", "INCORRECT_PARAMETERS: No methodName"}},
            Struct{{"faultCode", 2}, {"faultString", "INCORRECT_PARAMETERS: Recursive system.multicall forbidden"}},
            Struct{{"faultCode", 2}, {"faultString", "INCORRECT_PARAMETERS"}},
            Struct{{"faultCode", 2}, {"faultString", "INCORRECT_PARAMETERS"}},
            Struct{{"faultCode", 2}, {"faultString", "INCORRECT_PARAMETERS"}},
            Struct{{"faultCode", 2}, {"faultString", "INCORRECT_PARAMETERS"}},
        }));
    EXPECT_EQ(call("system.multicall", {Array{}}), Value(Array{}));
    EXPECT_EQ(call("system.multicall", {5}), refused("2 INCORRECT_PARAMETERS"));
}

TEST_F(SystemMethods, MulticallMakesTheNextCallWhenTheOneBeforeHasAnswered) {
    control.add("cat", "cat");
    control.hold_replies = true;
    send("system.multicall", {Array{
                                 Struct{{"methodName", "supervisor.stopProcess"}, {"params", Array{"cat"}}},
                                 Struct{{"methodName", "supervisor.startProcess"}, {"params", Array{"cat"}}},
                                 Struct{{"methodName", "supervisor.getPID"}},
                             }});
    control.run_replies();
    EXPECT_EQ(control.calls, std::vector<std::string>{"stop cat wait rpc"});
    control.release({"cat", "cat"});
    EXPECT_EQ(control.calls, (std::vector<std::string>{"stop cat wait rpc", "start cat wait rpc"}));
    EXPECT_FALSE(reply);
    control.release({"cat", "cat"});
    EXPECT_EQ(result(), Value(Array{true, true, 42}));
}

TEST_F(SystemMethods, MulticallOfManyCallsDoesNotExhaustTheStack) {
    const std::size_t count = 8'000;
    const auto results = call("system.multicall", {Array(count, Value(Struct{{"methodName", "supervisor.getPID"}}))});
    ASSERT_TRUE(results);
    EXPECT_EQ(results->get<Array>()->size(), count);
}

TEST_F(SystemMethods, MulticallGivesWayAfterEachCall) {
    std::vector<std::function<void()>> later;
    add_system_methods(methods, [&](std::function<void()> work) { later.push_back(std::move(work)); });
    send("system.multicall", {Array(3, Value(Struct{{"methodName", "supervisor.getPID"}}))});
    for (std::size_t turn = 1; turn <= 3; ++turn) {
        ASSERT_EQ(later.size(), turn);
        EXPECT_FALSE(reply);
        later.back()();
    }
    EXPECT_EQ(result(), Value(Array(3, Value(42))));
}

TEST_F(SystemMethods, MulticallStopsToCallWhenTheResultsGrowTooLarge) {
    control.logs["main"] = std::string(std::size_t{20} * 1024 * 1024, 'x');
    const Struct read{{"methodName", "supervisor.readLog"}, {"params", Array{0, 0}}};
    const auto results = call("system.multicall", {Array(3, Value(read))});
    ASSERT_TRUE(results);
    const Array& each = *results->get<Array>();
    ASSERT_EQ(each.size(), 3U);
    EXPECT_TRUE(each[0].is<std::string>());
    EXPECT_EQ(*each[1].member("faultCode"), Value(30));
    EXPECT_EQ(*each[2].member("faultCode"), Value(30));
}

} // namespace
} // namespace halberd
