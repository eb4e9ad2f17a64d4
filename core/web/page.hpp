#pragma once

#include "core/http/handler.hpp"

#include <string>
#include <string_view>

namespace halberd {

// A page in the common frame: the heading with the daemon's identifier, `content` (HTML), the foot. `title` and
// `identifier` are plain text; `aside` is HTML at the right of the heading, may be empty.
std::string render_page(std::string_view title, std::string_view identifier, std::string_view aside,
                        std::string_view content);

// An HTML answer that no cache keeps and that may load nothing but our own style sheet.
HttpResponse page_response(std::string body);

} // namespace halberd
