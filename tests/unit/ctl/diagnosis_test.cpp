#include "ctl/diagnosis.hpp"

#include "fakes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace halberd::ctl {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

// A configuration in a folder of its own, with nobody behind it.
struct DiagnosisTest : testing::Test, FakeSession {
    DiagnosisTest() {
        std::string name = (std::filesystem::temp_directory_path() / "halberd-ctl-XXXXXX").native();
        folder = ::mkdtemp(name.data());
        remote.address = "unix://" + folder + "/s.sock";
        write("conf",
              "[unix_http_server]\nfile=%(here)s/s.sock\n[supervisord]\npidfile=%(here)s/pid\n"
              "logfile=%(here)s/log\n[rpcinterface:supervisor]\nsupervisor.rpcinterface_factory = "
              "supervisor.rpcinterface:make_main_rpcinterface\n");
        session.set_configuration_file(folder + "/conf");
        session.set_server_url_origin("serverurl= of conf");
    }
    ~DiagnosisTest() override { std::filesystem::remove_all(folder); }

    void write(const std::string& name, const std::string& text) { std::ofstream(folder + "/" + name) << text; }
    Diagnosis of(int errno_code) { return diagnose(session, FakeRemote::connect(errno_code)); }

    std::string folder;
};

TEST_F(DiagnosisTest, NothingIsWrongWhenThereIsAnAnswer) {
    const Diagnosis diagnosis = diagnose(session, std::nullopt);
    EXPECT_THAT(diagnosis.advice, IsEmpty());
    EXPECT_THAT(diagnosis.facts, Contains(Pair("answer", "supervisord answers")));
}

TEST_F(DiagnosisTest, WithoutADaemonItSaysHowToStartOne) {
    const Diagnosis diagnosis = of(ENOENT);
    EXPECT_THAT(diagnosis.facts, Contains(Pair("configuration", folder + "/conf")));
    EXPECT_THAT(diagnosis.facts, Contains(Pair("socket", folder + "/s.sock does not exist")));
    EXPECT_THAT(diagnosis.facts, Contains(Pair("address", remote.address + " (serverurl= of conf)")));
    EXPECT_THAT(diagnosis.advice,
                Contains("No supervisord runs with this configuration. Start it: supervisord -c " + folder + "/conf"));
}

TEST_F(DiagnosisTest, ADaemonThatLivesHasLostItsSocket) {
    write("pid", std::to_string(::getpid()) + "\n");
    const Diagnosis diagnosis = of(ECONNREFUSED);
    EXPECT_THAT(diagnosis.facts, Contains(Pair("supervisord", HasSubstr("is alive, and runs as "))));
    EXPECT_THAT(diagnosis.advice, Contains(HasSubstr("supervisord runs (pid " + std::to_string(::getpid()))));
    write("pid", "2000000001\n");
    EXPECT_THAT(of(ECONNREFUSED).facts, Contains(Pair("supervisord", HasSubstr("is gone"))));
}

TEST_F(DiagnosisTest, AnotherAddressInTheConfigurationIsNamed) {
    remote.address = "http://localhost:9001";
    EXPECT_THAT(of(ECONNREFUSED).advice,
                Contains(HasSubstr("Type: supervisorctl -s unix://" + folder + "/s.sock status")));
    write("conf", "[supervisord]\npidfile=%(here)s/pid\nlogfile=%(here)s/log\n");
    EXPECT_THAT(of(ECONNREFUSED).advice, Contains(HasSubstr("supervisord listens nowhere")));
}

TEST_F(DiagnosisTest, APasswordIsAskedForOrRefused) {
    const auto unauthorized = FakeRemote::http(401);
    EXPECT_THAT(diagnose(session, unauthorized).advice, Contains(HasSubstr("wants a user name and a password")));
    session.set_has_user(true);
    EXPECT_THAT(diagnose(session, unauthorized).advice, Contains(HasSubstr("does not take this user name")));
}

TEST_F(DiagnosisTest, APermissionIsWhatChmodAndSudoGive) {
    EXPECT_THAT(of(EACCES).advice, Contains(HasSubstr("Type: sudo supervisorctl")));
    EXPECT_THAT(of(EACCES).advice, Contains(HasSubstr("chmod=0770")));
}

TEST_F(DiagnosisTest, WithoutAConfigurationOneIsToBeNamed) {
    session.set_configuration_file("");
    EXPECT_THAT(of(ECONNREFUSED).advice, Contains(HasSubstr("supervisorctl -c FILE")));
    session.set_configuration_file(folder + "/conf");
    write("conf", "[broken\n");
    EXPECT_THAT(of(ENOENT).facts, Contains(Pair("configuration", HasSubstr("has errors (supervisorctl lint"))));
    EXPECT_THAT(diagnosis_text(of(ENOENT)), HasSubstr("\n-> No supervisord runs with this configuration."));
}

} // namespace
} // namespace halberd::ctl
