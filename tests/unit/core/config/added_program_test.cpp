#include "core/config/added_program.hpp"

#include "tests/unit/core/config/configuration_fixture.hpp"

namespace halberd {
namespace {

class AddedProgramTest : public ConfigurationTest {
 protected:
    std::vector<ProcessSpec> add(const AddedProgram& program) {
        diagnostics_ = Diagnostics();
        return read_added_program(program, "pets", read("[supervisord]\nenvironment=SOUND=miaow\n").server,
                                  environment_, diagnostics_);
    }
};

TEST_F(AddedProgramTest, MakesTheProcessesThatItsSectionWould) {
    const auto processes = add({"cat",
                                {{"command", "/bin/cat %(group_name)s %(here)s %(ENV_SOUND)s"},
                                 {"NumProcs", "2"},
                                 {"process_name", "%(program_name)s_%(process_num)d"},
                                 {"autostart", "false"}}});
    ASSERT_EQ(processes.size(), 2U);
    EXPECT_EQ(processes[0].name, "cat_0");
    EXPECT_EQ(processes[0].command, "/bin/cat pets " + folder_ + " miaow");
    EXPECT_FALSE(processes[0].autostart);
    EXPECT_EQ(said(), "");
}

TEST_F(AddedProgramTest, WhatIsWrongIsSaid) {
    add({"cat", {{"command", "/bin/cat"}, {"startsecs", "soon"}}});
    EXPECT_TRUE(diagnostics_.has_errors());
    EXPECT_NE(said().find("[program:cat] startsecs: "), std::string::npos) << said();
    add({"cat", {{"comand", "/bin/cat"}}});
    EXPECT_NE(said().find("unknown key 'comand'"), std::string::npos) << said();
    EXPECT_TRUE(diagnostics_.has_errors());
    add({"a:b", {{"command", "/bin/cat"}}});
    EXPECT_TRUE(diagnostics_.has_errors());
}

// Options come as they are: nothing in them is a line of a file.
TEST_F(AddedProgramTest, AValueCannotBecomeAnotherSection) {
    const auto processes = add({"cat", {{"command", "/bin/cat\n[program:evil]\ncommand=/bin/false"}}});
    ASSERT_EQ(processes.size(), 1U);
    EXPECT_EQ(processes[0].name, "cat");
}

} // namespace
} // namespace halberd
