#include "tests/unit/core/config/configuration_fixture.hpp"

#include <gmock/gmock.h>

namespace halberd {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

using IncludeFilesTest = ConfigurationTest;

TEST_F(IncludeFilesTest, PatternsAreReadInSortedOrderAndTheLastValueWins) {
    write("conf.d/b.ini", "[program:a]\ncommand=b %(here)s\n");
    write("conf.d/a.ini", "[program:a]\ncommand=a\n[program:z]\ncommand=z\n");
    write("other/c.conf", "[supervisord]\nidentifier=c\n");
    const auto configuration =
        read("[include]\nfiles = conf.d/*.ini\n  %(here)s/other/?.conf\n[supervisord]\n[program:a]\ncommand=m\n");
    EXPECT_EQ(said(), "");
    EXPECT_EQ(configuration.groups.at(0).processes.at(0).command, "b " + folder_ + "/conf.d");
    EXPECT_EQ(configuration.groups.at(1).name, "z");
    EXPECT_EQ(configuration.server.identifier, "c");
    EXPECT_THAT(configuration.included_files,
                ElementsAre(folder_ + "/conf.d/a.ini", folder_ + "/conf.d/b.ini", folder_ + "/other/c.conf"));
}

TEST_F(IncludeFilesTest, ErrorsNameTheIncludedFile) {
    write("conf.d/a.ini", "\n[program:a]\ncommand=x\nstartsecs=x\n");
    read("[include]\nfiles=conf.d/*\n[supervisord]\n");
    EXPECT_THAT(said(), HasSubstr("error: conf.d/a.ini:4: [program:a] startsecs:"));
}

TEST_F(IncludeFilesTest, SyntaxErrorsOfAllFilesAreReportedAndWhatIsCertainAllTheSame) {
    write("a.ini", "rubbish\n");
    write("b.ini", "[program:b]\nrubbish\nstartsecs=x\n");
    read("[include]\nfiles=*.ini\n[program:c]\n");
    EXPECT_EQ(said(),
              "error: a.ini:1: 'rubbish' stands before the first section header (put a line such as [supervisord] "
              "before it)\n"
              "error: b.ini:2: 'rubbish' is no [section], no key=value and no comment "
              "(write key=value, or indent it to continue the value above)\n"
              "error: b.ini:3: [program:b] startsecs: 'x' is not a whole number of seconds (write digits only, such as "
              "10)\n"
              "error: supervisord.conf:3: [program:c] program section does not specify a command (add command=)\n");
}

TEST_F(IncludeFilesTest, WhatIsNotThereOrUnreadableIsAWarning) {
    std::filesystem::create_directories(folder_ + "/conf.d/sub.ini");
    std::filesystem::create_symlink("nowhere", folder_ + "/conf.d/gone.ini");
    read("[include]\nfiles=conf.d/*.ini none/*.ini\n[supervisord]\n");
    EXPECT_EQ(said(),
              "warning: supervisord.conf:2: [include] conf.d/gone.ini cannot be read and is left out\n"
              "warning: supervisord.conf:2: [include] conf.d/sub.ini cannot be read and is left out\n"
              "warning: supervisord.conf:2: [include] No file matches via include \"none/*.ini\"\n");
}

TEST_F(IncludeFilesTest, AnIncludedFileMayIncludeFromItsOwnFolder) {
    write("sites/all.ini", "[include]\nfiles=%(here)s/one/*.conf two.conf\n[program:z]\ncommand=all\n");
    write("sites/one/b.conf", "[program:b]\ncommand=x\n");
    write("sites/two.conf", "[program:c]\ncommand=x\n[program:z]\ncommand=two\n");
    write("zzz.ini", "[program:c]\ncommand=last\n");
    const auto configuration = read("[include]\nfiles=sites/all.ini zzz.ini\n[supervisord]\n");
    EXPECT_EQ(said(), "");
    EXPECT_THAT(configuration.included_files, ElementsAre(folder_ + "/sites/all.ini", folder_ + "/sites/one/b.conf",
                                                          folder_ + "/sites/two.conf", folder_ + "/zzz.ini"));
    ASSERT_EQ(configuration.groups.size(), 3U);
    EXPECT_EQ(configuration.groups.at(1).processes.at(0).command, "last");
    EXPECT_EQ(configuration.groups.at(2).processes.at(0).command, "two");
}

TEST_F(IncludeFilesTest, AFileThatIncludesItselfIsReadOnce) {
    write("a.ini", "[include]\nfiles=b.ini\n[program:a]\ncommand=x\n");
    write("b.ini", "[include]\nfiles=./a.ini supervisord.conf\n[program:b]\ncommand=x\n");
    const auto configuration = read("[include]\nfiles=a.ini\n[supervisord]\n");
    EXPECT_EQ(configuration.groups.size(), 2U);
    EXPECT_EQ(said(),
              "warning: b.ini:2: [include] ./a.ini includes itself and is not read again (take it out of files=)\n"
              "warning: b.ini:2: [include] supervisord.conf includes itself and is not read again (take it out of "
              "files=)\n");
}

TEST_F(IncludeFilesTest, FilesMustBeSetAndExpand) {
    read("[include]\n[supervisord]\n");
    EXPECT_EQ(said(),
              "error: supervisord.conf:1: [include] the section has no files setting (add files=, such as files = "
              "conf.d/*.ini)\n");
    read("[include]\nfiles=%(nope)s\n[supervisord]\n");
    EXPECT_THAT(said(), HasSubstr("error: supervisord.conf:2: [include] files: '%(nope)s' cannot be expanded"));
}

} // namespace
} // namespace halberd
