#include "core/config/search_path.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace halberd {
namespace {

using testing::ElementsAre;

TEST(ConfigurationSearchPath, StartsBesideTheProgram) {
    EXPECT_THAT(configuration_search_path("/usr/local/bin/supervisord"),
                ElementsAre("/usr/local/etc/supervisord.conf", "/usr/local/supervisord.conf", "supervisord.conf",
                            "etc/supervisord.conf", "/etc/supervisord.conf", "/etc/supervisor/supervisord.conf"));
    EXPECT_EQ(configuration_search_path("supervisord").front(), "etc/supervisord.conf");
    EXPECT_EQ(configuration_search_path("bin/supervisord").front(), "etc/supervisord.conf");
    EXPECT_EQ(configuration_search_path("/supervisord").front(), "/etc/supervisord.conf");
}

} // namespace
} // namespace halberd
