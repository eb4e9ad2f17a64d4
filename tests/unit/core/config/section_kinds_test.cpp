#include "tests/unit/core/config/configuration_fixture.hpp"

#include <ostream>

namespace halberd {
namespace {

using SectionKindsTest = ConfigurationTest;

TEST_F(SectionKindsTest, AnUnknownKeyIsAWarningThatNamesTheKnownOne) {
    const auto configuration = read("[supervisord]\n[program:test_test]\ncommand=x\nikillasgroup=true\n");
    EXPECT_EQ(said(),
              "warning: supervisord.conf:4: [program:test_test] unknown key 'ikillasgroup' is ignored "
              "(did you mean 'killasgroup'?)\n");
    EXPECT_EQ(configuration.groups.size(), 1U);
}

TEST_F(SectionKindsTest, AKeyOfAnotherSectionIsSentThere) {
    read("[supervisord]\nevents=EVENT\n[program:a]\ncommand=x\nbuffer_size=3\nplugin=y\nwhatever=1\n");
    EXPECT_EQ(
        said(),
        "warning: supervisord.conf:2: [supervisord] unknown key 'events' is ignored (it belongs in [eventlistener:x])\n"
        "warning: supervisord.conf:5: [program:a] unknown key 'buffer_size' is ignored (it belongs in "
        "[eventlistener:x])\n"
        "warning: supervisord.conf:6: [program:a] unknown key 'plugin' is ignored (it belongs in [eventlistener:x])\n"
        "warning: supervisord.conf:7: [program:a] unknown key 'whatever' is ignored\n");
}

TEST_F(SectionKindsTest, KeysOfEverySectionAreChecked) {
    read(
        "[supervisord]\nloglvel=info\n[unix_http_server]\nfile=/tmp/"
        "x\nchmode=1\n[inet_http_server]\nport=1\nusrname=x\n"
        "[supervisorctl]\nserver_url=x\n[group:g]\nprograms=a\nprioritty=1\n[program:a]\ncommand=x\n[include]\nfiles="
        "x\nfile=y\n"
        "[DEFAULT]\nautostrt=1\n");
    EXPECT_EQ(
        said(),
        "warning: supervisord.conf:2: [supervisord] unknown key 'loglvel' is ignored (did you mean 'loglevel'?)\n"
        "warning: supervisord.conf:5: [unix_http_server] unknown key 'chmode' is ignored (did you mean 'chmod'?)\n"
        "warning: supervisord.conf:8: [inet_http_server] unknown key 'usrname' is ignored (did you mean 'username'?)\n"
        "warning: supervisord.conf:10: [supervisorctl] unknown key 'server_url' is ignored (did you mean "
        "'serverurl'?)\n"
        "warning: supervisord.conf:13: [group:g] unknown key 'prioritty' is ignored (did you mean 'priority'?)\n"
        "warning: supervisord.conf:17: [include] No file matches via include \"x\"\n"
        "warning: supervisord.conf:18: [include] unknown key 'file' is ignored (did you mean 'files'?)\n"
        "warning: supervisord.conf:20: [DEFAULT] unknown key 'autostrt' is ignored (did you mean 'autostart'?)\n");
}

TEST_F(SectionKindsTest, EveryKnownKeyIsAcceptedWithoutAWord) {
    read(
        "[supervisorctl]\nserverurl=x\nusername=x\npassword=x\nprompt=x\nhistory_file=x\n"
        "[supervisord]\n"
        "[rpcinterface:supervisor]\nsupervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface\n");
    EXPECT_EQ(said(), "");
}

struct Slip {
    std::string section;
    std::string meant;

    friend void PrintTo(const Slip& slip, std::ostream* out) { *out << slip.section; }
};

class SectionSlipTest : public ConfigurationTest, public ::testing::WithParamInterface<Slip> {};

TEST_P(SectionSlipTest, IsAnErrorThatNamesTheSection) {
    read("[supervisord]\n[" + GetParam().section + "]\ncommand=x\n");
    EXPECT_EQ(said(), "error: supervisord.conf:2: [" + GetParam().section + "] unknown section (did you mean [" +
                          GetParam().meant + "]?)\n");
}

INSTANTIATE_TEST_SUITE_P(Sections, SectionSlipTest,
                         ::testing::Values(Slip{"programm:web", "program:web"}, Slip{"prgram:web", "program:web"},
                                           Slip{"Program:web", "program:web"}, Slip{"program web", "program:web"},
                                           Slip{"program", "program:NAME"}, Slip{"programs:a:b", "program:a:b"},
                                           Slip{"eventlistner:x", "eventlistener:x"},
                                           Slip{"fcgi_program:x", "fcgi-program:x"},
                                           Slip{"event_listener:x", "eventlistener:x"},
                                           Slip{"listener:x", "eventlistener:x"}, Slip{"groups:g", "group:g"},
                                           Slip{"supervisrd", "supervisord"}, Slip{"SUPERVISORD", "supervisord"},
                                           Slip{"supervisorctrl", "supervisorctl"},
                                           Slip{"unix_httpserver", "unix_http_server"}, Slip{"includes", "include"},
                                           Slip{"program-defaults", "program-default"},
                                           Slip{"event_listener-default", "eventlistener-default"}));

TEST_F(SectionKindsTest, ASectionThatResemblesNoneIsAWarning) {
    for (const std::string name :
         {"foo", "server", "http_server:x", "listener", "uwsgi", "celery:x", "watcher:w", "grunt"}) {
        read("[supervisord]\n[" + name + "]\nanything=1\n");
        EXPECT_EQ(said(),
                  "warning: supervisord.conf:2: [" + name + "] unknown section is ignored (another tool may use it)\n");
    }
}

TEST_F(SectionKindsTest, KeysOfAFastCgiProgramAreThoseOfAProgramAndItsSocket) {
    read(
        "[supervisord]\n[fcgi-program:php]\ncommand=php\nsocket=tcp://localhost:9000\nsocket_backlg=1\nautorestrt=1\n"
        "[program:web]\ncommand=x\nsocket_mode=0700\n");
    EXPECT_EQ(said(),
              "warning: supervisord.conf:5: [fcgi-program:php] unknown key 'socket_backlg' is ignored (did you mean "
              "'socket_backlog'?)\n"
              "warning: supervisord.conf:6: [fcgi-program:php] unknown key 'autorestrt' is ignored (did you mean "
              "'autorestart'?)\n"
              "warning: supervisord.conf:9: [program:web] unknown key 'socket_mode' is ignored (it belongs in "
              "[fcgi-program:x])\n");
}

TEST_F(SectionKindsTest, PythonPluginsAreNamed) {
    read(
        "[supervisord]\n[rpcinterface:twiddler]\nsupervisor.rpcinterface_factory=twiddler:make\n"
        "[rpcinterface:empty]\n[ctlplugin:x]\nsupervisor.ctl_factory=a:b\n"
        "[ctlplugin:y]\nsupervisor.ctl_factory=supervisor.supervisorctl:DefaultControllerPlugin\n"
        "[rpcinterface:other]\nsupervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface\n");
    EXPECT_EQ(
        said(),
        "error: supervisord.conf:3: [rpcinterface:twiddler] supervisor.rpcinterface_factory: twiddler:make cannot be "
        "resolved: Python interfaces are not supported (remove the section, or name a plugin that does the same: "
        "plugin=NAME; an event listener can call supervisor.* methods as well)\n"
        "error: supervisord.conf:4: [rpcinterface:empty] the section does not specify a "
        "supervisor.rpcinterface_factory (add supervisor.rpcinterface_factory = "
        "supervisor.rpcinterface:make_main_rpcinterface)\n"
        "warning: supervisord.conf:6: [ctlplugin:x] supervisor.ctl_factory: a:b cannot be loaded: supervisorctl runs "
        "no "
        "Python plugins (remove the section; a script can call the same methods by XML-RPC, at serverurl= of "
        "[supervisorctl])\n"
        "warning: supervisord.conf:9: [rpcinterface:other] the section is ignored: the methods are served as "
        "supervisor.* (name it [rpcinterface:supervisor])\n");
}

TEST_F(SectionKindsTest, APluginMayAddMethods) {
    write("plugins/twiddler.so", "");
    const auto configuration = read(
        "[supervisord]\n[rpcinterface:clock]\nplugin=twiddler --utc \"a b\"\n"
        "[rpcinterface:twiddler]\nwhitelist=log, getGroupNames\n"
        "supervisor.rpcinterface_factory=supervisor_twiddler.rpcinterface:make_twiddler_rpcinterface\n");
    EXPECT_EQ(said(), "");
    const auto& plugins = configuration.server.rpc_plugins;
    ASSERT_EQ(plugins.size(), 2U);
    EXPECT_EQ(plugins[0].name, "clock");
    EXPECT_EQ(plugins[0].plugin.library, folder_ + "/plugins/twiddler.so");
    EXPECT_EQ(plugins[0].plugin.arguments, (std::vector<std::string>{"--utc", "a b"}));
    EXPECT_EQ(plugins[1].name, "twiddler");
    EXPECT_EQ(plugins[1].plugin.arguments, std::vector<std::string>{"--whitelist=log, getGroupNames"});
}

TEST_F(SectionKindsTest, APluginForMethodsHasToBeThereAndMayNotTakeOurNames) {
    write("plugins/odd.so", "");
    read("[supervisord]\n[rpcinterface:halberd]\nplugin=odd\n[rpcinterface:clock]\nplugin=clock\n");
    EXPECT_EQ(said(),
              "error: supervisord.conf:3: [rpcinterface:halberd] plugin: the methods halberd.* are the daemon's own "
              "(name the section otherwise: what follows rpcinterface: is the namespace)\n"
              "error: supervisord.conf:5: [rpcinterface:clock] plugin: plugins/clock.so can't be read: No such file or "
              "directory (name an existing plugin, or correct plugin_path= of [supervisord])\n");
}

} // namespace
} // namespace halberd
