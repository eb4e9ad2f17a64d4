// The plugin behind its C table, with ports to check and a supervisor to ask.

#include "tests/unit/plugins/shared/restart/restarting_fixture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <filesystem>

namespace halberd {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class PortcheckTest : public RestartingPlugin {
 protected:
    PortcheckTest() : RestartingPlugin("portcheck") {
        target = "unix:" + (folder / "s").string();
        rpc.answer("supervisor.getAllProcessInfo", xmlrpc::Array{process("web", "web1", 20), process("old", "old", 0),
                                                                 process("portcheck", "portcheck", 20)});
    }
    ~PortcheckTest() override { close_port(); }

    static xmlrpc::Value process(const char* group, const char* name, int state) {
        return xmlrpc::Struct{{"group", group}, {"name", name}, {"state", state}, {"pid", state == 20 ? 4711 : 0},
                              {"start", 1000},  {"now", 1060}};
    }
    void start(std::vector<std::string> arguments) {
        arguments.push_back(target);
        RestartingPlugin::start(arguments);
    }

    void open_port() {
        listener = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        (folder / "s").string().copy(address.sun_path, sizeof address.sun_path - 1);
        ASSERT_EQ(::bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
        ASSERT_EQ(::listen(listener, 8), 0);
    }
    void close_port() {
        if (listener >= 0) {
            ::close(listener);
            listener = -1;
            std::filesystem::remove(folder / "s");
        }
    }

    // The mail since the last call.
    std::string mail() const {
        const std::string text = RestartingPlugin::mail();
        std::filesystem::remove(folder / "mail");
        return text;
    }

    std::string target;
    int listener = -1;
};

TEST_F(PortcheckTest, AFailureIsMailedOnceAndItsEndToo) {
    start({});
    EXPECT_EQ(tick().kind(), Result::Kind::Ok);
    EXPECT_EQ(mail(), "To: ops@example.com\nSubject: portcheck: " + target +
                          ": cannot connect: No such file or directory\n\n" + target +
                          ": cannot connect: No such file or directory");
    tick();
    EXPECT_EQ(mail(), "");
    open_port();
    tick();
    EXPECT_EQ(mail(),
              "To: ops@example.com\nSubject: portcheck: " + target + " answers again\n\n" + target + " answers again");
    tick();
    EXPECT_EQ(mail(), "");
    EXPECT_THAT(calls(), IsEmpty()) << "nobody was named, so nobody is asked";
}

TEST_F(PortcheckTest, WithRestartTheProcessesAreRestartedEachTimeAndItIsMailed) {
    start({"-p", "web1", "-p", "old", "-r", "-n", "Shop"});
    tick();
    EXPECT_THAT(calls(),
                ElementsAre("getAllProcessInfo", "getAllProcessInfo", "stopProcess web:web1", "startProcess web:web1"));
    const std::string report = target +
                               ": cannot connect: No such file or directory\n"
                               "Restarting selected processes ['web1', 'old']\n"
                               "web:web1 is in RUNNING state, restarting\n"
                               "web:web1 restarted\n"
                               "old not in RUNNING state, NOT restarting";
    EXPECT_THAT(mail(), HasSubstr("Subject: portcheck [Shop]: " + target + ": cannot connect"));
    tick();
    EXPECT_THAT(mail(), HasSubstr("\n\n" + report));
}

TEST_F(PortcheckTest, WithoutRestartNobodyIsTouched) {
    start({"-a"});
    tick();
    EXPECT_THAT(calls(), ElementsAre("getAllProcessInfo"));
    EXPECT_THAT(mail(), HasSubstr("cannot connect"));
}

TEST_F(PortcheckTest, AnyRestartsAllButItself) {
    start({"-ar"});
    tick();
    EXPECT_THAT(calls(),
                ElementsAre("getAllProcessInfo", "getAllProcessInfo", "stopProcess web:web1", "startProcess web:web1"));
}

TEST_F(PortcheckTest, NotEagerAndGraceDecideWhetherThereIsACheck) {
    start({"-E", "-p", "old"});
    tick();
    EXPECT_EQ(mail(), "");
    start({"-E", "-p", "web1"});
    tick();
    EXPECT_THAT(mail(), HasSubstr("cannot connect"));
    start({"-p", "web1", "--grace", "61"});
    tick();
    EXPECT_EQ(mail(), "");
    start({"-p", "web1", "--grace", "60"});
    tick();
    EXPECT_THAT(mail(), HasSubstr("cannot connect"));
}

TEST_F(PortcheckTest, ASupervisordThatDoesNotAnswerEndsItWithALine) {
    rpc.refuse("supervisor.getAllProcessInfo", {6, "SHUTDOWN_STATE"});
    start({"-a"});
    EXPECT_EQ(tick().kind(), Result::Kind::Fatal);
}

TEST_F(PortcheckTest, OtherEventsAreAnsweredOk) {
    start({});
    EXPECT_EQ(host.send(test::process_exited("foo", "g", false)).kind(), Result::Kind::Ok);
    EXPECT_EQ(mail(), "");
}

TEST_F(PortcheckTest, WithoutAnAddressTheLogTells) {
    ASSERT_TRUE(host.start({target}));
    tick();
    EXPECT_THAT(host.log(), ElementsAre(HasSubstr("neither -m nor [alerts] to= names an address"),
                                        target + ": cannot connect: No such file or directory"));
}

TEST_F(PortcheckTest, WhatFailsWhileItsProcessIsSilentIsHeldAndRestarted) {
    silence({{"web:web1", in_an_hour()}});
    start({"-p", "web1", "-r"});
    tick();
    EXPECT_THAT(calls(), Contains("startProcess web:web1"));
    EXPECT_EQ(mail(), "");
    open_port();
    tick();
    EXPECT_EQ(mail(), "");
    EXPECT_THAT(held(), ElementsAre(HasSubstr("portcheck: 2 alerts about " + target + ", which was silent on ")));
}

TEST_F(PortcheckTest, ATargetOfNobodyIsNotSilenced) {
    silence({{"web:web1", in_an_hour()}});
    start({});
    tick();
    EXPECT_THAT(mail(), HasSubstr("cannot connect"));
}

} // namespace
} // namespace halberd
