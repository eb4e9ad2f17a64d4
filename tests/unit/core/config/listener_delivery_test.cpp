#include "tests/unit/core/config/configuration_fixture.hpp"

#include <gmock/gmock.h>

namespace halberd {
namespace {

using ::testing::HasSubstr;

class ListenerDeliveryTest : public ConfigurationTest {
 protected:
    ListenerDeliveryTest() { std::filesystem::create_directory(folder_ + "/logs"); }
    std::string pool(const std::string& name, const std::string& lines) const {
        return "[eventlistener:" + name + "]\ncommand=x\nevents=EVENT\n" + lines;
    }

    const std::string supervisord = "[supervisord]\nchildlogdir=%(here)s/logs\nidentifier=web\n";
};

TEST_F(ListenerDeliveryTest, TheFileIsNamedAfterIdentifierAndPool) {
    const auto read_ones = read(supervisord + pool("mail", "delivery=durable\n"));
    EXPECT_EQ(said(), "");
    EXPECT_EQ(read_ones.groups.at(0).listener->delivery_file, folder_ + "/logs/web-mail.events");
}

TEST_F(ListenerDeliveryTest, TwoPoolsMayNotShareAFile) {
    read(supervisord + pool("a", "delivery=durable\ndelivery_file=%(here)s/q\n") +
         pool("b", "delivery=durable\ndelivery_file=%(here)s/logs/../q\n"));
    EXPECT_EQ(said(),
              "error: supervisord.conf:9: [eventlistener:a] and [eventlistener:b] have the same delivery_file q "
              "(give each pool a file of its own)\n");
}

TEST_F(ListenerDeliveryTest, AFileThatNobodyReadsAnyMoreIsNamed) {
    write("logs/web-mail.events", "");
    const std::string warning =
        "warning: supervisord.conf:7: [eventlistener:mail] delivery: logs/web-mail.events, which delivery=durable has "
        "left, may hold events; nobody gets them (write delivery=durable to have them delivered, or remove the "
        "file)\n";
    read(supervisord + pool("mail", "delivery=memory\n"));
    EXPECT_EQ(said(), warning);
    read(supervisord + pool("mail", ""));
    EXPECT_THAT(said(), HasSubstr("web-mail.events, which delivery=durable has left, may hold events"));
    read(supervisord + pool("mail", "delivery=durable\n"));
    EXPECT_EQ(said(), "");
}

TEST_F(ListenerDeliveryTest, LintWarnsOfAFileThatABootTakesAway) {
    environment_.temporary_directory = "/private";
    for (const char* file : {"/tmp/q.events", "/run/q.events", "/dev/shm/q.events"}) {
        lint(supervisord + pool("mail", std::string("delivery=durable\ndelivery_file=") + file + "\n"));
        EXPECT_THAT(said(), HasSubstr(std::string("[eventlistener:mail] delivery: its events are kept in ") + file +
                                      ", which does not survive a boot (add delivery_file=,"));
        EXPECT_EQ(diagnostics_.all().at(0).code, "passing-queue");
    }
    lint(supervisord + pool("mail", "delivery=durable\ndelivery_file=/etc/q.events\n"));
    EXPECT_EQ(said(), "");
    lint(supervisord + pool("mail", ""));
    EXPECT_EQ(said(), "");
}

} // namespace
} // namespace halberd
