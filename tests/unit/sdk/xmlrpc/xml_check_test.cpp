#include "sdk/xmlrpc/xml_check.hpp"

#include <gtest/gtest.h>

#include <string>

namespace halberd::xmlrpc {
namespace {

TEST(XmlCheck, FindsNothingInGoodDocuments) {
    for (const char* xml :
         {"<a/>", "<a></a>", "\xEF\xBB\xBF<?xml version='1.0'?>\n<!-- x --><?php y?><a>t<b/>u</a>\n<!-- - z -->\n",
          "<a x='1' y=\"2\"\n z = '&lt;>'/>", "<a>&amp;&lt;&gt;&quot;&apos;&#9;&#x41;&#x10FFFF;</a>",
          "<a><![CDATA[<b> & &x; ]]]></a>", "<a>] ]></a>", "<a><?xmlx ?></a>", "<a b='x'><c d='y'>\t\r\n</c></a>"}) {
        EXPECT_EQ(find_malformed(xml), "") << xml;
    }
}

TEST(XmlCheck, FindsWhatIsOutsideOfTheRoot) {
    EXPECT_EQ(find_malformed("<a/>x"), "text outside of the root element");
    EXPECT_EQ(find_malformed("x<a/>"), "text outside of the root element");
    EXPECT_EQ(find_malformed("<a><b></b></a><c/>"), "a second root element");
    EXPECT_EQ(find_malformed(" <?xml version='1.0'?><a/>"), "a declaration that is not at the beginning");
    EXPECT_EQ(find_malformed("<a><?xml version='1.0'?></a>"), "a declaration that is not at the beginning");
}

TEST(XmlCheck, FindsReferencesToNothing) {
    for (const char* reference : {"&", "& ", "&nosuch;", "&;", "&#;", "&#x;", "&#0;", "&#1;", "&#xD800;", "&#xFFFE;",
                                  "&#x110000;", "&#99999999999;", "&#1a;", "&#xg;", "&amp", "&#-1;"}) {
        EXPECT_EQ(find_malformed("<a>" + std::string(reference) + "</a>"), "a reference to nothing") << reference;
        EXPECT_EQ(find_malformed("<a b='" + std::string(reference) + "'/>"), "an attribute with a lone < or &");
    }
}

TEST(XmlCheck, FindsCharactersInTheWrongPlace) {
    EXPECT_EQ(find_malformed("<a>\x01</a>"), "a control character");
    EXPECT_EQ(find_malformed("<a>]]></a>"), "the end of a CDATA section without its beginning");
    EXPECT_EQ(find_malformed("<a><!-- b -- c --></a>"), "two dashes in a comment");
    EXPECT_EQ(find_malformed("<a><!-- b ---></a>"), "two dashes in a comment");
}

TEST(XmlCheck, FindsAttributesInError) {
    EXPECT_EQ(find_malformed("<a b='1' b='2'/>"), "an attribute that comes twice");
    EXPECT_EQ(find_malformed("<a b='<'/>"), "an attribute with a lone < or &");
    EXPECT_EQ(find_malformed("<a b='1'c='2'/>"), "attributes without a blank between them");
}

TEST(XmlCheck, ReadsBrokenDocumentsToTheirEnd) {
    for (const char* xml : {"", "<", "<a", "<a b", "<a b=", "<a b='", "</", "</a>", "<!--", "<![CDATA[", "<?", "<?xml",
                            "<?xml ", "<a/", "<a><"}) {
        find_malformed(xml); // must end, and touch nothing outside
    }
}

} // namespace
} // namespace halberd::xmlrpc
