#include "sdk/host/plugin_instance.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <cstring>
#include <stdexcept>

namespace halberd {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// What a plugin saw and what it is to answer. Its functions reach it through the instance pointer.
struct Recorder {
    std::vector<std::string> calls;
    int answer = HALBERD_OK;
};

std::string text(halberd_string string) {
    return {string.data, string.size};
}

std::string variable(const halberd_host* host, const char* name) {
    halberd_string value{};
    const halberd_string key{name, std::strlen(name)};
    return host->get_variable(host->context, key, &value) == 1 ? text(value) : "(not set)";
}

// argv[1] is the address of the Recorder, as a test has no other way to hand it in.
void* create(const halberd_host* host, int argc, const char* const* argv, char* err, size_t err_size) {
    if (argc != 2) {
        std::snprintf(err, err_size, "%s: %d arguments", argv[0], argc - 1);
        return nullptr;
    }
    void* recorder = nullptr;
    std::sscanf(argv[1], "%p", &recorder);
    auto& calls = static_cast<Recorder*>(recorder)->calls;
    calls.push_back(std::string("create ") + argv[0] + " " + variable(host, "A") + " " + variable(host, "B"));
    calls.push_back(argv[argc] == nullptr && host->get_extension(host->context, "halberd.x/1") == nullptr ? "ends"
                                                                                                          : "");
    host->log(host->context, HALBERD_LOG_WARN, halberd_string{"hello", 5});
    return recorder;
}

int handle(void* self, const halberd_event* event, char* err, size_t err_size) {
    auto& recorder = *static_cast<Recorder*>(self);
    recorder.calls.push_back("handle " + text(event->server) + " " + text(event->pool) + " " + text(event->name) + " " +
                             std::to_string(event->serial) + " " + std::to_string(event->pool_serial) + " " +
                             text(event->payload));
    std::memset(err, 'x', err_size); // without the zero at the end
    return recorder.answer;
}

void destroy(void* self) {
    static_cast<Recorder*>(self)->calls.push_back("destroy");
}

class PluginInstanceTest : public testing::Test {
 protected:
    PluginInstanceTest() {
        table.struct_size = sizeof table;
        table.abi_major = HALBERD_ABI_MAJOR;
        table.id = table.version = table.summary = "";
        table.create = create;
        table.handle = handle;
        table.destroy = destroy;
        services.log = [this](int level, std::string_view line) {
            log.push_back(std::to_string(level) + " " + std::string(line));
        };
        services.variables = {{"A", "1"}};
        char address[32];
        std::snprintf(address, sizeof address, "%p", static_cast<void*>(&recorder));
        recorder_address = address;
    }

    auto start() { return PluginInstance::create(table, "spy", {recorder_address}, services); }

    halberd_plugin table{};
    HostServices services;
    Recorder recorder;
    std::string recorder_address;
    std::vector<std::string> log;
};

TEST_F(PluginInstanceTest, CreateSeesArgumentsVariablesAndTheLog) {
    const auto instance = start();
    ASSERT_TRUE(instance) << instance.error();
    EXPECT_THAT(recorder.calls, ElementsAre("create spy 1 (not set)", "ends"));
    EXPECT_THAT(log, ElementsAre("30 hello"));
}

TEST_F(PluginInstanceTest, HandleSeesTheWholeEvent) {
    const auto instance = start();
    wire::EventHeader header;
    header.server = "supervisor";
    header.pool = "spies";
    header.event_name = "TICK_5";
    header.serial = 7;
    header.pool_serial = 3;
    EXPECT_EQ((*instance)->handle(header, "when:1").result, PluginInstance::Outcome::Result::Ok);
    EXPECT_EQ(recorder.calls.back(), "handle supervisor spies TICK_5 7 3 when:1");
}

TEST_F(PluginInstanceTest, TheInstanceIsDestroyedOnce) {
    start().value().reset();
    EXPECT_THAT(recorder.calls, ElementsAre(testing::_, testing::_, "destroy"));
}

TEST_F(PluginInstanceTest, AFailedCreateGivesThePluginsText) {
    const auto instance = PluginInstance::create(table, "spy", {}, services);
    ASSERT_FALSE(instance);
    EXPECT_EQ(instance.error(), "spy: 0 arguments");
}

TEST_F(PluginInstanceTest, AFailedCreateWithoutATextSaysSo) {
    table.create = [](const halberd_host*, int, const char* const*, char*, size_t) -> void* { return nullptr; };
    EXPECT_THAT(start().error(), HasSubstr("plugin spy failed to start and gave no reason"));
}

TEST_F(PluginInstanceTest, FailAndFatalCarryTheTextEvenWithoutItsZero) {
    const auto instance = start();
    recorder.answer = HALBERD_FAIL;
    EXPECT_EQ((*instance)->handle({}, "").result, PluginInstance::Outcome::Result::Fail);
    recorder.answer = HALBERD_FATAL;
    const auto outcome = (*instance)->handle({}, "");
    EXPECT_EQ(outcome.result, PluginInstance::Outcome::Result::Fatal);
    EXPECT_EQ(outcome.error, std::string(2047, 'x'));
}

TEST_F(PluginInstanceTest, AnExceptionThatLeavesThePluginIsItsFailure) {
    table.handle = [](void*, const halberd_event*, char*, size_t) -> int { throw std::runtime_error("oops"); };
    table.destroy = [](void*) { throw 42; };
    {
        const auto instance = start();
        const auto outcome = (*instance)->handle({}, "");
        EXPECT_EQ(outcome.result, PluginInstance::Outcome::Result::Fail);
        EXPECT_EQ(outcome.error, "an exception left the plugin: oops");
    }
    table.create = [](const halberd_host*, int, const char* const*, char*, size_t) -> void* { throw 42; };
    EXPECT_EQ(start().error(), "an exception of unknown type left the plugin");
}

TEST_F(PluginInstanceTest, ANumberThatIsNoResultCountsAsFail) {
    const auto instance = start();
    recorder.answer = 9;
    const auto outcome = (*instance)->handle({}, "");
    EXPECT_EQ(outcome.result, PluginInstance::Outcome::Result::Fail);
    EXPECT_THAT(outcome.error, HasSubstr("answered 9, which is no result"));
}

} // namespace
} // namespace halberd
