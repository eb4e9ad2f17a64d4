#include "core/web/confirmation_page.hpp"

#include "core/web/html.hpp"
#include "core/web/page.hpp"

#include <fmt/format.h>

#include <string>

namespace halberd {
namespace {

std::string hidden(std::string_view name, const std::string& value) {
    return fmt::format("<input type=\"hidden\" name=\"{}\" value=\"{}\">\n", name, escape_html(value));
}

} // namespace

HttpResponse confirmation_page(const Control& control, const PageAction& action) {
    const std::string what =
        fmt::format("<strong>{}</strong>{}", escape_html(action.action),
                    action.processname ? " <strong>" + escape_html(*action.processname) + "</strong>" : "");
    std::string content = fmt::format(
        "<p>A link from outside of this page asks for: {}. Nothing has been done yet.</p>\n"
        "<form class=\"toolbar\" method=\"post\" action=\"index.html\">\n",
        what);
    if (action.processname) {
        content += hidden("processname", *action.processname);
    }
    content += fmt::format(
        "<button name=\"action\" value=\"{}\">Do it</button>\n"
        "<a class=\"button\" href=\"./\">All processes</a>\n</form>\n",
        escape_html(action.action));
    const std::string identifier = control.identifier();
    return page_response(render_page("Halberd: confirm", identifier, "", content));
}

} // namespace halberd
