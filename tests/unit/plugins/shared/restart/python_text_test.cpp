#include "plugins/shared/restart/python_text.hpp"

#include <gtest/gtest.h>

namespace halberd::restart {
namespace {

TEST(PythonText, AListHasCommas) {
    EXPECT_EQ(quoted_list({}), "[]");
    EXPECT_EQ(quoted_list({"web1", "foo"}), "['web1', 'foo']");
}

TEST(PythonText, AFaultShowsCodeAndText) {
    xmlrpc::CallError error;
    error.kind = xmlrpc::CallError::Kind::Fault;
    error.fault_code = 70;
    error.text = "NOT_RUNNING: foo";
    EXPECT_EQ(failure_text(error), "<Fault 70: 'NOT_RUNNING: foo'>");
    error.kind = xmlrpc::CallError::Kind::TimedOut;
    EXPECT_EQ(failure_text(error), "no answer in time");
}

} // namespace
} // namespace halberd::restart
