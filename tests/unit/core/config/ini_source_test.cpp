#include "core/config/ini_source.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace halberd {
namespace {

using ::testing::HasSubstr;

// The entries of a section with their places; nothing of a section that is not there.
std::string dump(const IniSection* section) {
    std::string text;
    for (const IniEntry& entry : section == nullptr ? std::vector<IniEntry>() : section->entries) {
        text += fmt::format("{}={} ({}:{})\n", entry.key, entry.value, entry.origin.line, entry.origin.column);
    }
    return text;
}

// The grammar as a whole is compared with Python's parser by tests/conformance; here is what people rely on.
class IniSourceTest : public ::testing::Test {
 protected:
    void read(std::string_view text) { read_ini_text(text, "a.conf", document_, diagnostics_); }

    std::string value(std::string_view section, std::string_view key) const {
        const IniSection* found = document_.find(section);
        const IniEntry* entry = found != nullptr ? found->find(key) : nullptr;
        return entry != nullptr ? entry->value : "(none)";
    }

    IniDocument document_;
    Diagnostics diagnostics_;
};

TEST_F(IniSourceTest, KeysHaveEqualsOrColonAndNoCase) {
    read("[s]\nOne = 1\ntwo:2\nthree=a=b\n");
    EXPECT_EQ(value("s", "one"), "1");
    EXPECT_EQ(value("s", "two"), "2");
    EXPECT_EQ(value("s", "three"), "a=b");
}

TEST_F(IniSourceTest, CommentsNeedWhiteSpaceBeforeThemAndIgnoreQuotes) {
    read("[s] ; one\n; two\n# three\na=x ;four\nb=x;y\nc=\"q ; v\"\nd=x\t#five\n");
    EXPECT_EQ(value("s", "a"), "x");
    EXPECT_EQ(value("s", "b"), "x;y");
    EXPECT_EQ(value("s", "c"), "\"q");
    EXPECT_EQ(value("s", "d"), "x");
}

TEST_F(IniSourceTest, DeeperIndentedLinesContinueAValueAndEvenOnesDoNot) {
    read("[s]\n  a = 1\n   2\n\n ; remark\n   3\n\n  b = 4\n");
    EXPECT_EQ(value("s", "a"), "1\n2\n\n3");
    EXPECT_EQ(value("s", "b"), "4");
}

TEST_F(IniSourceTest, LineEndsOfAllSystemsAndAByteOrderMarkAreRead) {
    read("\xEF\xBB\xBF[s]\r\na=1\r\nb=2\rc=3");
    EXPECT_EQ(value("s", "a") + value("s", "b") + value("s", "c"), "123");
}

TEST_F(IniSourceTest, LinesNamesAndKeysMayBeOfAnyLength) {
    const std::string word(100'000, 'x');
    read("[" + word + "]\n" + word + " = " + word + "\n  " + word + "\n");
    EXPECT_EQ(value(word, word), word + "\n" + word);
}

TEST_F(IniSourceTest, SectionsWithoutKeysAreThere) {
    read("[one]\n[two]\n");
    ASSERT_EQ(document_.sections().size(), 2U);
    EXPECT_EQ(document_.sections()[0].name, "one");
    EXPECT_EQ(document_.sections()[1].origin.line, 2);
}

TEST_F(IniSourceTest, SectionsOfOneNameMergeAndTheLastKeyCounts) {
    read("[s]\na=1\nb=1\n[t]\n[s]\na=2\n");
    read("[s]\na=3\n");
    EXPECT_EQ(document_.sections().size(), 2U);
    EXPECT_EQ(value("s", "a"), "3");
    EXPECT_EQ(value("s", "b"), "1");
}

TEST_F(IniSourceTest, TheDefaultSectionIsKeptApart) {
    read("[DEFAULT]\na=1\n[s]\n");
    EXPECT_EQ(document_.sections().size(), 1U);
    EXPECT_EQ(document_.defaults().find("a")->value, "1");
}

TEST_F(IniSourceTest, EntriesKnowTheirPlace) {
    read("\n[s]\n\na=1\n  2\nb=2\n");
    EXPECT_EQ(document_.find("s")->find("a")->origin.line, 4);
    EXPECT_EQ(document_.find("s")->find("b")->origin.line, 6);
    EXPECT_EQ(document_.find("s")->find("b")->origin.file, "a.conf");
}

TEST_F(IniSourceTest, EachLineOfAValueHasAPlaceOfItsOwn) {
    read("\xEF\xBB\xBF[sec]\n  \xC3\xA9 =  one \xE2\x82\xAC two ; remark\n\n     three\n");
    const IniSection& section = document_.sections().front();
    const IniEntry& entry = section.entries.front();
    EXPECT_EQ(section.origin.column, 2);
    EXPECT_EQ(entry.origin.column, 3);
    EXPECT_EQ(entry.value, "one \xE2\x82\xAC two\n\nthree");
    EXPECT_EQ(entry.place_of(0).line, 2);
    EXPECT_EQ(entry.place_of(0).column, 8);
    EXPECT_EQ(entry.place_of(entry.value.find("two")).column, 14);
    EXPECT_EQ(entry.place_of(entry.value.find("three")).line, 4);
    EXPECT_EQ(entry.place_of(entry.value.find("ree")).column, 8);
}

TEST_F(IniSourceTest, TheCommentBehindAValueIsKept) {
    read("[s]\na=sh -c \"x ; y\"\nb=1\n; own line\n");
    EXPECT_EQ(document_.find("s")->find("a")->comment, "; y\"");
    EXPECT_EQ(document_.find("s")->find("b")->comment, "");
}

TEST_F(IniSourceTest, EverySyntaxErrorIsReportedWithItsPlace) {
    read("[s]\nrubbish\na=1\n=2\n[open\n");
    ASSERT_EQ(diagnostics_.all().size(), 3U);
    EXPECT_EQ(diagnostics_.all()[0].origin.line, 2);
    EXPECT_EQ(diagnostics_.all()[0].source, "rubbish");
    EXPECT_THAT(diagnostics_.all()[0].text(), HasSubstr("a.conf:2:1: 'rubbish' is no [section], no key=value"));
    EXPECT_THAT(diagnostics_.all()[1].text(), HasSubstr("a.conf:4:1: '=2' has no key before the '='"));
    EXPECT_THAT(diagnostics_.all()[2].text(), HasSubstr("a.conf:5:6: '[open' has no ']' at its end"));
    EXPECT_EQ(value("s", "a"), "1");
    EXPECT_TRUE(document_.find("s")->is_damaged);
}

TEST_F(IniSourceTest, WhereAnEqualsSignIsMissingTheNextWordIsToBlame) {
    read("[s]\n\tcommand \t/bin/cat\n");
    EXPECT_EQ(diagnostics_.all().at(0).origin.column, 11);
}

TEST_F(IniSourceTest, KeysBehindAHeaderThatCannotBeReadBelongToNoSection) {
    read("[s]\na=1\n[open\nb=2\n  3\n[t]\nc=3\n");
    EXPECT_EQ(value("s", "b"), "(none)");
    EXPECT_EQ(value("t", "c"), "3");
    EXPECT_FALSE(document_.is_complete());
}

TEST_F(IniSourceTest, TextBeforeTheFirstHeaderIsReportedOnce) {
    read("; fine\na=1\nrubbish\n[s]\nb=2\n");
    ASSERT_EQ(diagnostics_.all().size(), 1U);
    EXPECT_THAT(diagnostics_.all()[0].text(), HasSubstr("a.conf:2:1: 'a=1' stands before the first section header"));
    EXPECT_EQ(value("s", "b"), "2");
    EXPECT_FALSE(document_.is_complete());
}

TEST_F(IniSourceTest, ALineThatMayHoldASecretIsNotShown) {
    read("[s]\npassword hunter2\nTOKEN hunter2\n  pasword: \n");
    for (const Diagnostic& one : diagnostics_.all()) {
        EXPECT_EQ((one.text() + one.report()).find("hunter2"), std::string::npos) << one.report();
    }
    EXPECT_EQ(diagnostics_.all().at(0).source, "password ***");
}

TEST_F(IniSourceTest, TextThatIsNotUtf8OrHoldsNulIsRefused) {
    read("[s]\na=\xE4\n");
    EXPECT_THAT(diagnostics_.error_text(), HasSubstr("a.conf:2:3: the text is not valid UTF-8"));
    read(std::string_view("[s]\n\na=\0\n", 9));
    EXPECT_THAT(diagnostics_.error_text(), HasSubstr("a.conf:3:3: the text holds a NUL byte"));
    read("[s]\r\ra=1\r\n\r\xE4\r");
    EXPECT_THAT(diagnostics_.error_text(), HasSubstr("a.conf:5:1: the text is not valid UTF-8"));
    read("\xE4");
    EXPECT_THAT(diagnostics_.error_text(), HasSubstr("a.conf:1:1: the text is not valid UTF-8"));
}

TEST_F(IniSourceTest, OverlongAndSurrogateCodesAreNotUtf8) {
    for (const char* text :
         {"\xC0\xAF", "\xE0\x80\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xF0\x80\x80\xAF", "\xE2\x82"}) {
        EXPECT_FALSE(read_ini_text(std::string("[s]\na=") + text, "b.conf", document_, diagnostics_)) << text;
    }
    EXPECT_TRUE(read_ini_text("[s]\na=\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80", "b.conf", document_, diagnostics_));
}

TEST_F(IniSourceTest, AFileThatCannotBeReadIsOneError) {
    EXPECT_FALSE(read_ini_file("/no/such/file", document_, diagnostics_));
    EXPECT_EQ(diagnostics_.error_text(),
              "/no/such/file: could not find config file /no/such/file (No such file or directory)");
    const std::string folder = std::filesystem::temp_directory_path().string();
    Diagnostics others;
    EXPECT_FALSE(read_ini_file(folder, document_, others));
    EXPECT_EQ(others.error_text(), folder + ": could not read config file " + folder + " (Is a directory)");
}

TEST_F(IniSourceTest, OfUnwantedSectionsNothingIsKeptButTheirErrorsAreFound) {
    const std::string path = std::filesystem::temp_directory_path() / ("halberd-ini-" + std::to_string(::getpid()));
    // Every kind of line, with and without errors, in a wanted section and in one that is not.
    const std::string_view bodies[] = {"a=1\n",
                                       "a: 1\n  2\n\n  3\n",
                                       "a\n",
                                       "=1\n",
                                       " \xC2\xA0=1\n",
                                       "[b=1\n c\nd=2\n",
                                       "a=1 ; x\n# y\n z\n",
                                       "[]\n",
                                       "word word\n  more\n",
                                       "  a=1\n  b=2\n",
                                       "password hunter2\n",
                                       "a=\xC3\xA9\n",
                                       "a=1\rb\rc=2\r\n d\r",
                                       "k_1:v;w ;x\n\n y\nK=\n z\na =2\n3=4\n",
                                       "a=1\nb",
                                       "a=\xE4\n"};
    for (const std::string_view body : bodies) {
        for (const std::string_view other : bodies) {
            const std::string text = fmt::format("[p:1]\n{0}[s]\n{1}[p:2]\n{0}[DEFAULT]\nd=1\n[s]\ne=2\n", body, other);
            std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
            IniDocument full;
            IniDocument some;
            Diagnostics of_full;
            Diagnostics of_some;
            EXPECT_EQ(read_ini_sections(
                          path, [](std::string_view name) { return name == "s"; }, some, of_some),
                      read_ini_file(path, full, of_full))
                << text;
            EXPECT_EQ(of_some.error_report(), of_full.error_report()) << text;
            EXPECT_EQ(some.find("p:1"), nullptr);
            EXPECT_EQ(dump(some.find("s")), dump(full.find("s"))) << text;
            EXPECT_EQ(dump(&some.defaults()), dump(&full.defaults())) << text;
        }
    }
    std::filesystem::remove(path);
}

TEST_F(IniSourceTest, AnEmptyFileIsAnEmptyDocument) {
    EXPECT_TRUE(read_ini_file("/dev/null", document_, diagnostics_));
    EXPECT_TRUE(document_.sections().empty());
}

} // namespace
} // namespace halberd
