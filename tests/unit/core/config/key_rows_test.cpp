#include "tests/unit/core/config/key_rows.hpp"

#include "core/config/section_kinds.hpp"
#include "tests/unit/core/config/configuration_fixture.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>

namespace halberd {

namespace {

struct Frame {
    std::string section; // its name
    std::string lines;   // what comes before the value
};

Frame frame_of(const KeyRow& row) {
    const std::string supervisord = "[supervisord]\n";
    const std::string web = "[program:web]\ncommand=/bin/cat\n";
    if (row.title == "eventlistener:" && (row.key == "plugin" || row.key == "isolation")) {
        return {"eventlistener:mail", supervisord + "[eventlistener:mail]\nevents=EVENT\n"};
    }
    if (row.title == "rpcinterface:" && row.key != "supervisor.rpcinterface_factory") {
        return {"rpcinterface:twiddler", supervisord + "[rpcinterface:twiddler]\n"};
    }
    static const std::map<std::string, Frame> frames{
        {"supervisord", {"supervisord", supervisord}},
        {"unix_http_server", {"unix_http_server", supervisord + "[unix_http_server]\nfile=/tmp/s.sock\n"}},
        {"inet_http_server", {"inet_http_server", supervisord + "[inet_http_server]\nport=1\n"}},
        {"http_user:", {"http_user:ann", supervisord + "[http_user:ann]\n"}},
        {"include", {"include", supervisord + "[include]\n"}},
        {"alerts", {"alerts", supervisord + "[eventlistener:mail]\ncommand=/bin/cat\nevents=EVENT\n[alerts]\n"}},
        {"program:", {"program:web", supervisord + web}},
        {"eventlistener:",
         {"eventlistener:mail", supervisord + "[eventlistener:mail]\ncommand=/bin/cat\nevents=EVENT\n"}},
        {"fcgi-program:",
         {"fcgi-program:php", supervisord + "[fcgi-program:php]\ncommand=/bin/cat\nsocket=unix:///tmp/php.sock\n"}},
        {"group:", {"group:g", supervisord + web + "[group:g]\nprograms=web\n"}},
        {"rpcinterface:", {"rpcinterface:supervisor", supervisord + "[rpcinterface:supervisor]\n"}},
        {"ctlplugin:", {"ctlplugin:x", supervisord + "[ctlplugin:x]\n"}},
    };
    return frames.at(row.title);
}

template <class Row>
std::vector<Row> joined(std::vector<Row> all, const std::vector<std::vector<Row>>& more) {
    for (const std::vector<Row>& rows : more) {
        all.insert(all.end(), rows.begin(), rows.end());
    }
    return all;
}

const std::vector<GoodRow>& good_rows() {
    static const std::vector<GoodRow> rows =
        joined(good_server_rows(), {good_program_rows(), good_pool_rows(), good_alert_rows()});
    return rows;
}

const std::vector<BadRow>& bad_rows() {
    static const std::vector<BadRow> rows =
        joined(bad_server_rows(), {bad_program_rows(), bad_pool_rows(), bad_alert_rows()});
    return rows;
}

// "program_startsecs_12": which key a failed row is about.
std::string test_name(const ::testing::TestParamInfo<std::size_t>& info, const KeyRow& row) {
    std::string name = row.title + "_" + row.key + "_" + std::to_string(info.param);
    std::erase(name, ':');
    std::replace_if(
        name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
    return name;
}

// The section and key of each row.
template <class Row>
std::set<std::pair<std::string, std::string>> places(const std::vector<Row>& rows) {
    std::set<std::pair<std::string, std::string>> all;
    for (const Row& row : rows) {
        all.emplace(row.title, row.key);
    }
    return all;
}

// The known keys that no row is about, a line each. Those of [supervisorctl] are read by supervisorctl, whose tests
// have tables of their own.
template <class Row>
std::string missing_in(const std::vector<Row>& rows) {
    const auto present = places(rows);
    std::string missing;
    for (const auto& [title, keys] : known_keys()) {
        for (const std::string_view key : keys) {
            if (title != "supervisorctl" && present.count({title, std::string(key)}) == 0) {
                missing += "[" + title + "] " + std::string(key) + "\n";
            }
        }
    }
    return missing;
}

} // namespace

std::string KeyRow::text() const {
    return frame_of(*this).lines + beside + key + "=" + value + "\n";
}

int KeyRow::line() const {
    const std::string before = frame_of(*this).lines + beside;
    return 1 + static_cast<int>(std::count(before.begin(), before.end(), '\n'));
}

std::string KeyRow::section() const {
    return frame_of(*this).section;
}

void PrintTo(const KeyRow& row, std::ostream* out) {
    *out << "[" << row.section() << "] " << row.key << "=" << row.value;
}

namespace {

TEST(KeyRows, EveryKeyHasARowForGoodAndForBadValues) {
    EXPECT_EQ(missing_in(good_rows()), "");
    EXPECT_EQ(missing_in(bad_rows()), "");
}

class GoodValueTest : public ConfigurationTest, public ::testing::WithParamInterface<std::size_t> {};

TEST_P(GoodValueTest, HasItsEffect) {
    const GoodRow& row = good_rows().at(GetParam());
    SCOPED_TRACE(row.text());
    write("conf.d/a.ini", "[program:included]\ncommand=x\n");
    write("plugins/twiddler.so", "");
    std::filesystem::create_directory(folder_ + "/logs");
    const Configuration configuration = read(row.text());
    EXPECT_EQ(said(), "");
    row.effect(configuration);
}

INSTANTIATE_TEST_SUITE_P(Keys, GoodValueTest, ::testing::Range<std::size_t>(0, good_rows().size()),
                         [](const auto& row) { return test_name(row, good_rows().at(row.param)); });

class BadValueTest : public ConfigurationTest, public ::testing::WithParamInterface<std::size_t> {};

TEST_P(BadValueTest, IsReportedAtItsPlace) {
    const BadRow& row = bad_rows().at(GetParam());
    SCOPED_TRACE(row.text());
    read(row.text());
    ASSERT_EQ(diagnostics_.all().size(), 1U) << said();
    const Diagnostic& one = diagnostics_.all().front();
    EXPECT_EQ(one.severity, row.is_warning ? Diagnostic::Severity::Warning : Diagnostic::Severity::Error);
    EXPECT_EQ(one.origin.file, folder_ + "/supervisord.conf");
    EXPECT_EQ(one.origin.line, row.line());
    EXPECT_EQ(one.message, "[" + row.section() + "] " + row.key + ": " + row.reason);
    EXPECT_EQ(one.hint, row.hint);
}

INSTANTIATE_TEST_SUITE_P(Keys, BadValueTest, ::testing::Range<std::size_t>(0, bad_rows().size()),
                         [](const auto& row) { return test_name(row, bad_rows().at(row.param)); });

} // namespace
} // namespace halberd
