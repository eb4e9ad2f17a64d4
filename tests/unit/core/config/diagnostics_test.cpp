#include "core/config/diagnostics.hpp"

#include <gtest/gtest.h>

namespace halberd {
namespace {

TEST(Diagnostic, NamesAsMuchOfThePlaceAsIsKnown) {
    Diagnostic one{Diagnostic::Severity::Error, {"a.conf", 3, 7}, "it is wrong", "write it right"};
    EXPECT_EQ(one.text(), "a.conf:3:7: it is wrong (write it right)");
    one.origin.column = 0;
    EXPECT_EQ(one.text(), "a.conf:3: it is wrong (write it right)");
    one.origin.line = 0;
    one.hint.clear();
    EXPECT_EQ(one.text(), "a.conf: it is wrong");
    one.origin.file.clear();
    EXPECT_EQ(one.text(), "it is wrong");
}

TEST(Diagnostic, ReportsThePlaceTheLineAndTheHint) {
    Diagnostic one{Diagnostic::Severity::Error,
                   {"/etc/s.conf", 12, 11},
                   "[program:web] startsecs: 'x' is wrong",
                   "write 10",
                   "startsecs=x"};
    EXPECT_EQ(one.report(),
              "/etc/s.conf:12:11: error: [program:web] startsecs: 'x' is wrong\n"
              "  12 | startsecs=x\n"
              "     |           ^\n"
              "  hint: write 10\n");
    one.severity = Diagnostic::Severity::Warning;
    one.source.clear();
    one.hint.clear();
    EXPECT_EQ(one.report(), "/etc/s.conf:12:11: warning: [program:web] startsecs: 'x' is wrong\n");
}

TEST(Diagnostics, AreOneLineEachWhateverTheyQuote) {
    Diagnostics diagnostics;
    diagnostics.error({"a", 1}, "'x\n\x1b[2J' is wrong");
    EXPECT_EQ(diagnostics.error_text(), "a:1: 'x\\n\\x1b[2J' is wrong");
}

TEST(Diagnostics, AreSummedUp) {
    Diagnostics diagnostics;
    EXPECT_EQ(diagnostics.summary(), "no errors, no warnings");
    diagnostics.warning({"a", 1}, "doubtful");
    EXPECT_EQ(diagnostics.summary(), "no errors, 1 warning");
    diagnostics.error({"a", 1}, "wrong");
    diagnostics.error({"a", 2}, "wrong");
    EXPECT_EQ(diagnostics.summary(), "2 errors, 1 warning");
    EXPECT_EQ(diagnostics.error_report(), "a:1: error: wrong\na:2: error: wrong");
}

TEST(Diagnostics, TellErrorsFromWarnings) {
    Diagnostics diagnostics;
    diagnostics.warning({"a", 1}, "doubtful");
    EXPECT_FALSE(diagnostics.has_errors());
    diagnostics.error({"a", 2}, "wrong");
    diagnostics.error({"a", 3}, "also wrong", "hint");
    EXPECT_TRUE(diagnostics.has_errors());
    EXPECT_EQ(diagnostics.error_text(), "a:2: wrong\na:3: also wrong (hint)");
}

TEST(Diagnostics, SayTheSameThingOnce) {
    Diagnostics diagnostics;
    diagnostics.error({"a", 1}, "wrong");
    diagnostics.error({"a", 1}, "wrong");
    diagnostics.error({"a", 2}, "wrong");
    EXPECT_EQ(diagnostics.all().size(), 2U);
}

TEST(Diagnostics, AreSortedByFileAndLine) {
    Diagnostics diagnostics;
    diagnostics.error({"main", 9}, "third");
    diagnostics.error({"included", 1}, "fourth");
    diagnostics.error({"main", 2}, "first");
    diagnostics.error({"main", 2}, "second");
    diagnostics.sort_by_place();
    EXPECT_EQ(diagnostics.error_text(), "main:2: first\nmain:2: second\nmain:9: third\nincluded:1: fourth");
}

} // namespace
} // namespace halberd
