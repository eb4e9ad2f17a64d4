#include "core/config/diagnostics_json.hpp"

#include <gtest/gtest.h>

namespace halberd {
namespace {

Diagnostics findings() {
    Diagnostics diagnostics;
    diagnostics.add(
        {Diagnostic::Severity::Error, {"/s.conf", 3, 7}, "it's \"wrong\"", "hint", "", "program:x", "umask"});
    diagnostics.warning({"/s.conf"}, "doubtful");
    return diagnostics;
}

TEST(Findings, AsTextEndInASummary) {
    EXPECT_EQ(
        format_findings("/s.conf", findings(), FindingsFormat::Text),
        "/s.conf:3:7: error: it's \"wrong\"\n  hint: hint\n/s.conf: warning: doubtful\n/s.conf: 1 error, 1 warning\n");
    EXPECT_EQ(format_findings("/s.conf", {}, FindingsFormat::Text), "/s.conf: no errors, no warnings\n");
}

TEST(Findings, AsJsonAreOneObject) {
    EXPECT_EQ(format_findings("/s.conf", findings(), FindingsFormat::Json),
              R"({"file":"/s.conf","errors":1,"warnings":1,"findings":[)"
              R"({"severity":"error","file":"/s.conf","line":3,"column":7,"section":"program:x","key":"umask",)"
              R"("message":"it's \"wrong\"","hint":"hint"},)"
              R"({"severity":"warning","file":"/s.conf","line":null,"column":null,"message":"doubtful"}]})"
              "\n");
}

} // namespace
} // namespace halberd
