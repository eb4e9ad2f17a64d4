#include "core/http/request_target.hpp"

#include <gtest/gtest.h>

namespace halberd {
namespace {

struct TargetCase {
    const char* target;
    const char* path;
    const char* query;
};

class RequestTargets : public ::testing::TestWithParam<TargetCase> {};

TEST_P(RequestTargets, AreTakenApart) {
    const RequestTarget parsed = parse_target(GetParam().target);
    EXPECT_EQ(parsed.path, GetParam().path);
    EXPECT_EQ(parsed.query, GetParam().query);
}

INSTANTIATE_TEST_SUITE_P(Forms, RequestTargets,
                         ::testing::Values(TargetCase{"/", "/", ""}, TargetCase{"/a%20b/c", "/a b/c", ""},
                                           TargetCase{"/a?x=1&y=%20#f", "/a", "x=1&y=%20"},
                                           TargetCase{"/a%3Fb?c?d", "/a?b", "c?d"},
                                           TargetCase{"http://host:9001/a?b", "/a", "b"},
                                           TargetCase{"http://host", "/", ""}, TargetCase{"*", "/*", ""},
                                           TargetCase{"", "/", ""},
                                           TargetCase{"/x?u=http://y/z", "/x", "u=http://y/z"}));

} // namespace
} // namespace halberd
