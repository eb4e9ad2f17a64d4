#include "sdk/options/usage_text.hpp"

#include <gtest/gtest.h>

namespace halberd::options {
namespace {

TEST(UsageText, OptionsStandInAColumn) {
    const Option table[] = {
        {"program", 'p', "NAME", "the process NAME"},
        {"any", 'a', nullptr, "every process"},
        {"smtp", 0, "URL", "a mail server"},
    };
    EXPECT_EQ(usage_text(table),
              "  -p, --program=NAME           the process NAME\n"
              "  -a, --any                    every process\n"
              "      --smtp=URL               a mail server\n"
              "  -h, --help                   print this text\n");
}

TEST(UsageText, HeadingsHaveAnEmptyLineBeforeThem) {
    const Option table[] = {
        {nullptr, 0, nullptr, "Whose exits:"},
        {"any", 'a', nullptr, "every process"},
        {nullptr, 0, nullptr, "The mail:"},
        {"email", 'm', "ADDRESS", "where it goes"},
    };
    EXPECT_EQ(usage_text(table),
              "Whose exits:\n"
              "  -a, --any                    every process\n"
              "\n"
              "The mail:\n"
              "  -m, --email=ADDRESS          where it goes\n"
              "\n"
              "  -h, --help                   print this text\n");
}

TEST(UsageText, LongTextsAreWrappedAndLongOptionsHaveALineOfTheirOwn) {
    const Option table[] = {
        {"sendmail_program", 's', "COMMAND",
         "a shell command that reads the mail on its standard input; /usr/sbin/sendmail unless another is chosen"},
    };
    EXPECT_EQ(usage_text(table),
              "  -s, --sendmail_program=COMMAND\n"
              "                               a shell command that reads the mail on its standard input;\n"
              "                               /usr/sbin/sendmail unless another is chosen\n"
              "  -h, --help                   print this text\n");
}

TEST(UsageText, WithoutOptionsThereIsHelp) {
    EXPECT_EQ(usage_text({}), "  -h, --help                   print this text\n");
}

} // namespace
} // namespace halberd::options
