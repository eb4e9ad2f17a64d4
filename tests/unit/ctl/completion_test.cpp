#include "ctl/completion.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace halberd::ctl {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

struct Completions : testing::Test {
    std::vector<Namespec> processes{{"cat", "cat"}, {"web", "web_00"}, {"web", "web_01"}};
    int questions = 0; // to the server

    std::vector<std::string> of(std::string_view up_to_cursor) {
        return completions(up_to_cursor, all_commands(), [this] {
            ++questions;
            return processes;
        });
    }
};

TEST_F(Completions, TheFirstWordIsACommand) {
    EXPECT_THAT(of("st"), ElementsAre("start", "status", "stop"));
    EXPECT_THAT(of("  relo"), ElementsAre("reload"));
    EXPECT_THAT(of(""), Contains("help"));
    EXPECT_EQ(questions, 0);
}

TEST_F(Completions, HelpTakesCommands) {
    EXPECT_THAT(of("help ma"), ElementsAre("maintail"));
}

TEST_F(Completions, ProcessesAreOfferedWithTheirGroup) {
    EXPECT_THAT(of("start "), ElementsAre("cat", "web:web_00", "web:*", "web:web_01"));
    EXPECT_THAT(of("start cat web:web_0"), ElementsAre("web:web_00", "web:web_01"));
    EXPECT_THAT(of("tail cat:"), ElementsAre("cat:cat", "cat:*"));
}

TEST_F(Completions, GroupsAreOfferedOnce) {
    EXPECT_THAT(of("update "), ElementsAre("cat", "web"));
}

TEST_F(Completions, CommandsWithoutArgumentsOfferNothing) {
    EXPECT_THAT(of("version "), IsEmpty());
    EXPECT_THAT(of("nonsense "), IsEmpty());
    EXPECT_EQ(questions, 0);
}

TEST(CompletionOf, InsertsWhatAllCandidatesShare) {
    EXPECT_EQ(completion_of("start we", {"web:web_00", "web:web_01"}), "b:web_0");
    EXPECT_EQ(completion_of("st", {"start", "status", "stop"}), "");
    EXPECT_EQ(completion_of("st", {}), "");
}

TEST(CompletionOf, EndsTheOnlyCandidateWithABlank) {
    EXPECT_EQ(completion_of("vers", {"version"}), "ion ");
    EXPECT_EQ(completion_of("version", {"version"}), " ");
}

} // namespace
} // namespace halberd::ctl
