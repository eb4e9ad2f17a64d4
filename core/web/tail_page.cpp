#include "core/web/tail_page.hpp"

#include "core/base/percent_encoding.hpp"
#include "core/rpc/deferred_reply.hpp"
#include "core/web/html.hpp"
#include "core/web/page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace halberd {
namespace {

constexpr std::int64_t least_bytes = 1024;
constexpr std::int64_t most_bytes = std::int64_t{4} * 1024 * 1024; // of what one page should hold

std::int64_t limit_of(const Form& form) {
    const std::string text = form.get("limit").value_or("");
    std::int64_t limit = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), limit);
    if (error != std::errc() || end != text.data() + text.size()) {
        return least_bytes;
    }
    return std::clamp(limit, least_bytes, most_bytes);
}

std::string read_tail(const Control& control, const std::string& name, std::int64_t limit) {
    const Namespec process = parse_namespec(name);
    const auto tail = process.names_group() ? Answer<std::string>(fault(FaultCode::BadName))
                                            : control.read_log(LogTarget{LogTarget::Kind::Stdout, process}, -limit, 0);
    if (tail) {
        return *tail;
    }
    const Fault fault = with_name(tail.error(), name);
    return fault.code == FaultCode::NoFile
               ? "No file for " + name
               : fmt::format("ERROR: unexpected rpc fault [{}] {}", static_cast<int>(fault.code), fault.text());
}

} // namespace

std::string render_tail_page(const Control& control, const Form& form) {
    const auto name = form.get("processname");
    const std::int64_t limit = limit_of(form);
    const std::string tail = name ? read_tail(control, *name, limit) : "No process name found";
    std::string content = "<p class=\"toolbar\">";
    if (name) {
        content += fmt::format("<a class=\"button\" href=\"tail.html?processname={}&amp;limit={}\">Refresh</a>",
                               percent_encode(*name), limit);
    }
    content += "<a class=\"button\" href=\"./\">All processes</a></p>\n";
    // HTML drops a newline right after <pre>.
    content += "<div class=\"card\"><pre>\n" + escape_html(tail) + "</pre></div>\n";
    return render_page("Halberd tail of process " + name.value_or("None"), control.identifier(),
                       name ? "<p class=\"summary\">" + escape_html(*name) + "</p>" : "", content);
}

} // namespace halberd
