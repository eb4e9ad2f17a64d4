#include "core/rpc/xml_check.hpp"

#include <gmock/gmock.h>

#include <string>

namespace halberd {
namespace {

using testing::StartsWith;

TEST(XmlCheckTest, NothingIsWrongWithGoodDocuments) {
    for (const char* xml :
         {"<a/>", "<a></a>", "\xEF\xBB\xBF<?xml version='1.0'?>\n<!-- x --><?php y?><a>t<b/>u</a>\n<!-- - z -->\n",
          "<a x='1' y=\"2\"\n z = '&lt;>'/>", "<a>&amp;&lt;&gt;&quot;&apos;&#9;&#x41;&#x10FFFF;</a>",
          "<a><![CDATA[<b> & &x; ]]]></a>", "<a>] ]></a>", "<a><?xmlx ?></a>", "<a b='x'><c d='y'>\t\r\n</c></a>",
          "<?xml version='1.0' encoding='utf-16'?><a/>", "<?xml version='1.0' encoding='nosuch'?><a/>"}) {
        EXPECT_EQ(find_malformed(xml), "") << xml;
    }
}

TEST(XmlCheckTest, WhatPugixmlLetsPassIsFound) {
    for (const char* xml :
         {"<a/>x", "x<a/>", "<a><b></b></a><c/>", " <?xml version='1.0'?><a/>", "<a>&nosuch;</a>", "<a>& </a>",
          "<a>&#0;</a>", "<a>&#xD800;</a>", "<a b='&'/>", "<a>\x01</a>", "<a>]]></a>", "<a><!-- b -- c --></a>",
          "<a b='1' b='2'/>", "<a b='<'/>", "<a b='1'c='2'/>", "<a>\xE4</a>",
          "<?xml version='1.0' encoding='iso-8859-1'?><a>\xE4</a>"}) {
        EXPECT_THAT(find_malformed(xml), StartsWith("not well-formed XML: ")) << xml;
    }
}

TEST(XmlCheckTest, TheMessageSaysWhatAndWhere) {
    EXPECT_EQ(find_malformed("<a>\n <b></a>"), "not well-formed XML: mismatched tag (line 2, column 7)");
    EXPECT_EQ(find_malformed(""), "not well-formed XML: no element found (line 1, column 1)");
}

TEST(XmlCheckTest, ADocumentTypeIsRefusedBeforeAnythingInItIsRead) {
    EXPECT_EQ(find_malformed("<!DOCTYPE a [<!ENTITY x 'y'>]>\n<a>&x;</a>"),
              "a document type declaration is not accepted (line 1, column 13)");
    EXPECT_THAT(find_malformed("<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>"),
                StartsWith("a document type declaration is not accepted"));
}

TEST(XmlCheckTest, DeepNestingNeedsNoStack) {
    std::string xml;
    for (int depth = 0; depth < 1'000'000; ++depth) {
        xml += "<a>";
    }
    EXPECT_THAT(find_malformed(xml), StartsWith("not well-formed XML: "));
}

} // namespace
} // namespace halberd
