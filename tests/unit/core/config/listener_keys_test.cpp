#include "tests/unit/core/config/configuration_fixture.hpp"

#include <gmock/gmock.h>

namespace halberd {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class ListenerKeysTest : public ConfigurationTest {
 protected:
    GroupSpec listener(const std::string& lines) {
        auto configuration = read("[supervisord]\n[eventlistener:mail]\n" + lines);
        return configuration.groups.size() == 1 ? configuration.groups.front() : GroupSpec{};
    }
};

TEST_F(ListenerKeysTest, AListenerIsAGroupWithASubscription) {
    const GroupSpec group = listener("command=mail\nevents=process_state, TICK_60,TICK_60\nbuffer_size=33\n");
    EXPECT_EQ(said(), "");
    EXPECT_EQ(group.name, "mail");
    EXPECT_EQ(group.priority, -1);
    EXPECT_EQ(group.processes.at(0).priority, 999); // as in Supervisor
    ASSERT_TRUE(group.listener);
    EXPECT_THAT(group.listener->events,
                ElementsAre(EventSelection{"PROCESS_STATE", ""}, EventSelection{"TICK_60", ""}));
    EXPECT_EQ(group.listener->buffer_size, 33U);
    EXPECT_FALSE(group.listener->plugin);
}

TEST_F(ListenerKeysTest, EventsMustBeNamedAndKnown) {
    listener("command=mail\n");
    EXPECT_EQ(said(),
              "error: supervisord.conf:2: [eventlistener:mail] the section requires an \"events\" line "
              "(add events=, such as events=PROCESS_STATE)\n");
    listener("command=mail\nevents=PROCESS_STATE_EXIT\n");
    EXPECT_EQ(said(),
              "error: supervisord.conf:4: [eventlistener:mail] events: Unknown event type 'PROCESS_STATE_EXIT' "
              "(did you mean 'PROCESS_STATE_EXITED'?)\n");
    environment_.event_names.clear();
    listener("command=mail\nevents=ANYTHING\n");
    EXPECT_EQ(said(), "");
}

TEST_F(ListenerKeysTest, RedirectedStderrWouldBreakTheProtocol) {
    listener("command=mail\nevents=EVENT\nredirect_stderr=true\n");
    EXPECT_EQ(said(),
              "error: supervisord.conf:5: [eventlistener:mail] redirect_stderr: redirect_stderr=true is not allowed "
              "because it will interfere with the eventlistener protocol (remove it)\n");
}

TEST_F(ListenerKeysTest, OnlyTheStandardResultHandlerIsThere) {
    listener("command=mail\nevents=EVENT\nresult_handler=supervisor.dispatchers:default_handler\n");
    EXPECT_EQ(said(), "");
    listener("command=mail\nevents=EVENT\nresult_handler=my.module:handler\n");
    EXPECT_EQ(said(),
              "error: supervisord.conf:5: [eventlistener:mail] result_handler: my.module:handler cannot be resolved: "
              "Python functions are not supported (leave result_handler= out; a listener answers OK or FAIL)\n");
}

TEST_F(ListenerKeysTest, APluginRunsInTheDaemon) {
    write("plugins/crashmail.so", "");
    const GroupSpec group = listener("plugin=crashmail -a -m 'ops %(host_node_name)s'\nevents=EVENT\n");
    EXPECT_EQ(said(), "");
    ASSERT_TRUE(group.listener && group.listener->plugin);
    EXPECT_EQ(group.listener->plugin->library, folder_ + "/plugins/crashmail.so");
    EXPECT_THAT(group.listener->plugin->arguments, ElementsAre("-a", "-m", "ops box"));
    EXPECT_EQ(group.processes.at(0).command, "crashmail -a -m 'ops box'");
}

TEST_F(ListenerKeysTest, AnIsolatedPluginIsACommandOfThePluginHost) {
    const GroupSpec group = listener("plugin=/opt/my plugins/x.so\nisolation=process\nevents=EVENT\n");
    EXPECT_FALSE(group.listener->plugin);
    EXPECT_EQ(group.processes.at(0).command, "/usr/bin/halberd-plugin-host /opt/my plugins/x.so");
    EXPECT_EQ(
        listener("plugin='/opt/my plugins/x.so' 'a b' c\nisolation=process\nevents=EVENT\n").processes.at(0).command,
        "/usr/bin/halberd-plugin-host '/opt/my plugins/x.so' 'a b' c");
}

TEST_F(ListenerKeysTest, AMissingPluginIsAWarningWithItsPlace) {
    const GroupSpec group = listener("plugin=nowhere\nisolation=none\nevents=EVENT\n");
    EXPECT_THAT(said(), HasSubstr("warning: supervisord.conf:3: [eventlistener:mail] plugin: "));
    EXPECT_THAT(said(), HasSubstr("plugins/nowhere.so can't be read: No such file or directory"));
    EXPECT_THAT(said(), Not(HasSubstr("error: ")));
    EXPECT_EQ(group.listener->plugin->library, folder_ + "/plugins/nowhere.so");
}

TEST_F(ListenerKeysTest, PluginPathIsSearchedInOrder) {
    write("one/b.so", "");
    write("two/a.so", "");
    write("two/b.so", "");
    const std::string supervisord = "[supervisord]\nplugin_path=%(here)s/one:%(here)s/two\n";
    const auto library = [&](const std::string& name) {
        return read(supervisord + "[eventlistener:x]\nevents=EVENT\nplugin=" + name)
            .groups.at(0)
            .listener->plugin->library;
    };
    EXPECT_EQ(library("a"), folder_ + "/two/a.so");
    EXPECT_EQ(library("b"), folder_ + "/one/b.so");
    EXPECT_EQ(library("c"), folder_ + "/one/c.so");
}

TEST_F(ListenerKeysTest, CommandOrPluginButNotBoth) {
    listener("command=x\nplugin=y\nevents=EVENT\n");
    EXPECT_EQ(said(),
              "error: supervisord.conf:4: [eventlistener:mail] plugin: a listener has either command= or plugin=, "
              "not both (remove one of them)\n");
    listener("events=EVENT\n");
    EXPECT_EQ(said(),
              "error: supervisord.conf:2: [eventlistener:mail] program section does not specify a command "
              "(add command=, or plugin=)\n");
}

TEST_F(ListenerKeysTest, WhatCannotHoldForAPluginIsRefused) {
    listener("plugin=\nevents=EVENT\n");
    EXPECT_THAT(said(), HasSubstr("plugin: the plugin has no name (write NAME or /path/NAME.so, then its arguments)"));
    listener("plugin=x 'y\nevents=EVENT\n");
    EXPECT_THAT(said(), HasSubstr("plugin: No closing quotation"));
    listener("plugin=x\nisolation=thread\nevents=EVENT\n");
    EXPECT_THAT(said(),
                HasSubstr("isolation: 'thread' is no kind of isolation (write none (in the daemon) or process"));
    listener("plugin=x\nuser=root\nevents=EVENT\n");
    EXPECT_THAT(
        said(),
        HasSubstr("user: a plugin in the daemon runs as the daemon's user (add isolation=process, or remove user=)"));
    listener("command=x\nisolation=process\nevents=EVENT\n");
    EXPECT_THAT(
        said(),
        HasSubstr("warning: supervisord.conf:4: [eventlistener:mail] isolation: means nothing without plugin="));
}

TEST_F(ListenerKeysTest, ProcessesOfAPluginInTheDaemonAreAlike) {
    const std::string lines = "numprocs=2\nprocess_name=%(process_num)d\nevents=EVENT\n";
    EXPECT_EQ(listener(lines + "plugin=/bin/sh -y\n").processes.size(), 2U);
    EXPECT_EQ(said(), "");
    EXPECT_EQ(listener(lines + "plugin=/bin/sh %(process_num)d\nisolation=process\n").processes.size(), 2U);
    EXPECT_EQ(said(), "");
    listener(lines + "plugin=/bin/sh %(process_num)d\n");
    EXPECT_THAT(said(), HasSubstr("plugin: the processes of this listener differ in their plugin or its arguments"));
}

} // namespace
} // namespace halberd
