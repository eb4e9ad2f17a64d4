// For every key of [supervisorctl]: what a value does, and what is said about a bad one.

#include "core/config/section_kinds.hpp"
#include "ctl/options.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <set>

namespace halberd::ctl {
namespace {

struct GoodRow {
    std::string key;
    std::string value;
    std::function<std::string(const Options&)> shown;
    std::string wanted; // "HERE" stands for the folder of the file

    friend void PrintTo(const GoodRow& row, std::ostream* out) { *out << row.key << "=" << row.value; }
};

std::vector<GoodRow> good_rows() {
    const auto url = [](const Options& options) { return options.server_url; };
    return {
        {"serverurl", "http://box:9001", url, "http://box:9001"},
        {"serverurl", "unix://%(here)s/a/../s.sock", url, "unix://HERE/s.sock"},
        {"username", "u", [](const Options& options) { return options.username.value_or(""); }, "u"},
        {"password", "p:100%%", [](const Options& options) { return options.password.value_or(""); }, "p:100%"},
        {"prompt", "mine", [](const Options& options) { return options.prompt; }, "mine"},
        {"history_file", "%(here)s/h", [](const Options& options) { return options.history_file; }, "HERE/h"},
        {"ca", "%(here)s/x/../ca.pem", [](const Options& options) { return options.ca; }, "HERE/ca.pem"},
        {"certificate", "/me.pem", [](const Options& options) { return options.certificate; }, "/me.pem"},
        {"key", "%(here)s/me.key", [](const Options& options) { return options.key; }, "HERE/me.key"},
    };
}

class OptionKeysTest : public ::testing::Test {
 protected:
    OptionKeysTest() {
        std::string pattern = std::filesystem::temp_directory_path() / "ctl-keys-XXXXXX";
        folder_ = std::filesystem::canonical(mkdtemp(pattern.data())).string();
    }
    ~OptionKeysTest() override { std::filesystem::remove_all(folder_); }

    tl::expected<Options, EarlyEnd> read(const std::string& key, const std::string& value) const {
        std::string file = folder_ + "/supervisord.conf";
        std::ofstream(file) << "[supervisorctl]\n" << key << "=" << value << "\n";
        std::string program = "supervisorctl";
        std::string option = "-c";
        char* argv[] = {program.data(), option.data(), file.data(), nullptr};
        return read_options(3, argv);
    }

    std::string folder_;
};

class GoodOptionTest : public OptionKeysTest, public ::testing::WithParamInterface<GoodRow> {};

TEST_P(GoodOptionTest, HasItsEffect) {
    const GoodRow& row = GetParam();
    const auto options = read(row.key, row.value);
    ASSERT_TRUE(options) << options.error().text;
    std::string wanted = row.wanted;
    if (const std::size_t here = wanted.find("HERE"); here != std::string::npos) {
        wanted.replace(here, 4, folder_);
    }
    EXPECT_EQ(row.shown(*options), wanted);
}

INSTANTIATE_TEST_SUITE_P(Keys, GoodOptionTest, ::testing::ValuesIn(good_rows()));

class BadOptionTest : public OptionKeysTest, public ::testing::WithParamInterface<std::string_view> {};

// These values are texts: only their expansion can fail.
TEST_P(BadOptionTest, IsReportedAtItsPlace) {
    const std::string key(GetParam());
    const auto options = read(key, "100%(nothing)s");
    ASSERT_FALSE(options);
    EXPECT_EQ(options.error().exit_status, 2);
    const std::string column = std::to_string((key + "=100%").size());
    EXPECT_THAT(options.error().text, ::testing::HasSubstr("supervisord.conf:2:" + column + ": [supervisorctl] " + key +
                                                           ": '%(nothing)s' cannot be expanded"));
}

INSTANTIATE_TEST_SUITE_P(Keys, BadOptionTest, ::testing::ValuesIn(known_keys().at("supervisorctl")));

TEST(OptionRows, EveryKeyHasARow) {
    std::set<std::string_view> present;
    const std::vector<GoodRow> rows = good_rows();
    for (const GoodRow& row : rows) {
        present.insert(row.key);
    }
    const std::vector<std::string_view> known = known_keys().at("supervisorctl");
    EXPECT_EQ(present, std::set<std::string_view>(known.begin(), known.end()));
}

} // namespace
} // namespace halberd::ctl
