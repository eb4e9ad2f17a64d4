#include "core/rpc/xml_check.hpp"

#include <expat.h>

#include <climits>
#include <memory>
#include <random>
#include <type_traits>

namespace halberd {
namespace {

struct Freed {
    void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
};
using Parser = std::unique_ptr<std::remove_pointer_t<XML_Parser>, Freed>;

// What expat hashes names with, so that no client can choose names that collide. Without it expat asks the kernel for a
// random number for each document, which costs more than to read a small one.
unsigned long hash_salt() {
    static const unsigned long salt = [] {
        std::random_device random;
        return std::uniform_int_distribution<unsigned long>(1)(random); // zero is none
    }();
    return salt;
}

// Entities could only be declared in a document type, so none is ever expanded.
void stop_at_document_type(void* parser, const XML_Char*, const XML_Char*, const XML_Char*, int) {
    XML_StopParser(static_cast<XML_Parser>(parser), XML_FALSE);
}

} // namespace

std::string find_malformed(std::string_view xml) {
    if (xml.size() > INT_MAX) {
        return "the document is too large";
    }
    const Parser parser(XML_ParserCreate("UTF-8"));
    if (!parser) {
        return "no memory to read the document";
    }
    XML_SetHashSalt(parser.get(), hash_salt());
    XML_UseParserAsHandlerArg(parser.get());
    XML_SetStartDoctypeDeclHandler(parser.get(), stop_at_document_type);
    if (XML_Parse(parser.get(), xml.data(), static_cast<int>(xml.size()), XML_TRUE) == XML_STATUS_OK) {
        return {};
    }
    const XML_Error error = XML_GetErrorCode(parser.get());
    return (error == XML_ERROR_ABORTED ? "a document type declaration is not accepted"
                                       : std::string("not well-formed XML: ") + XML_ErrorString(error)) +
           " (line " + std::to_string(XML_GetCurrentLineNumber(parser.get())) + ", column " +
           std::to_string(XML_GetCurrentColumnNumber(parser.get()) + 1) + ")";
}

} // namespace halberd
