#include "ctl/words.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace halberd::ctl {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Words, AreSeparatedByAnyWhiteSpace) {
    EXPECT_THAT(split_words("a b\t c\n"), ElementsAre("a", "b", "c"));
    EXPECT_THAT(split_words("  "), IsEmpty());
    EXPECT_THAT(split_words(""), IsEmpty());
    EXPECT_THAT(split_words("web:web_00 'x y'"), ElementsAre("web:web_00", "'x", "y'"));
}

void expect_parts(std::string_view line, std::string_view command, std::string_view argument) {
    const CommandLine parts = split_command_line(line);
    EXPECT_EQ(parts.command, command) << line;
    EXPECT_EQ(parts.argument, argument) << line;
}

TEST(CommandLine, IsACommandAndItsArgument) {
    expect_parts("status", "status", "");
    expect_parts("  tail -f  web \n", "tail", "-f  web");
    expect_parts("start web:* cat", "start", "web:* cat");
}

TEST(CommandLine, TheCommandEndsWhereItsLettersEnd) {
    expect_parts("status*", "status", "*");
    expect_parts("tail-f", "tail", "-f");
    expect_parts("-x", "", "-x");
    expect_parts("!ls", "", "!ls");
    expect_parts("", "", "");
}

TEST(CommandLine, AQuestionMarkAsksForHelp) {
    expect_parts("?", "help", "");
    expect_parts("? start ", "help", "start");
}

} // namespace
} // namespace halberd::ctl
