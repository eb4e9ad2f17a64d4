#include "core/web/status_page.hpp"

#include "core/base/percent_encoding.hpp"
#include "core/rpc/process_info.hpp"
#include "core/web/html.hpp"
#include "core/web/page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <string_view>
#include <vector>

namespace halberd {
namespace {

std::vector<ProcessInfo> all_processes(const Control& control) {
    auto names = control.processes();
    std::sort(names.begin(), names.end());
    std::vector<ProcessInfo> infos;
    for (const Namespec& name : names) {
        if (auto info = control.info(name)) {
            infos.push_back(std::move(*info));
        }
    }
    return infos;
}

std::string lower_name(ProcessState state) {
    std::string name(name_of(state));
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
    return name;
}

// The classes that Supervisor's page uses as well.
std::string_view css_class(ProcessState state) {
    switch (state) {
        case ProcessState::Running:
            return "statusrunning";
        case ProcessState::Fatal:
        case ProcessState::Backoff:
            return "statuserror";
        default:
            return "statusnominal";
    }
}

std::string button(std::string_view action, std::string_view label) {
    return fmt::format("<button name=\"action\" value=\"{}\">{}</button>\n", action, label);
}

std::string state_buttons(ProcessState state) {
    switch (state) {
        case ProcessState::Running:
            return button("restart", "Restart") + button("stop", "Stop");
        case ProcessState::Stopped:
        case ProcessState::Exited:
        case ProcessState::Fatal:
            return button("start", "Start");
        default:
            return {};
    }
}

std::string render_row(const ProcessInfo& info) {
    const std::string name = to_string(info.name);
    return fmt::format(R"(<tr>
<td class="state"><span class="{css_class}">{state}</span></td>
<td class="description">{description}</td>
<td class="name"><a href="tail.html?processname={url_name}">{name}</a></td>
<td class="action"><form method="post" action="index.html">
<input type="hidden" name="processname" value="{name}">
{state_buttons}{clear_button}<span class="logs">
<a href="logtail/{url_name}" target="_blank">Tail -f Stdout</a>
<a href="logtail/{url_name}/stderr" target="_blank">Tail -f Stderr</a>
</span>
</form></td>
</tr>
)",
                       fmt::arg("css_class", css_class(info.state)), fmt::arg("state", lower_name(info.state)),
                       fmt::arg("description", escape_html(describe(info))), fmt::arg("url_name", percent_encode(name)),
                       fmt::arg("name", escape_html(name)), fmt::arg("state_buttons", state_buttons(info.state)),
                       fmt::arg("clear_button", button("clearlog", "Clear Log")));
}

std::string render_table(const std::vector<ProcessInfo>& infos) {
    if (infos.empty()) {
        return "<div class=\"card\"><p class=\"empty\">No programs to manage</p></div>\n";
    }
    std::string table =
        "<div class=\"card\"><table>\n<thead><tr><th scope=\"col\">State</th><th scope=\"col\">Description</th>"
        "<th scope=\"col\">Name</th><th scope=\"col\">Action</th></tr></thead>\n<tbody>\n";
    for (const ProcessInfo& info : infos) {
        table += render_row(info);
    }
    return table + "</tbody>\n</table></div>\n";
}

// "3 running, 1 fatal": how many processes are in each state, best state first.
std::string render_summary(const std::vector<ProcessInfo>& infos) {
    std::map<ProcessState, int> counts;
    for (const ProcessInfo& info : infos) {
        ++counts[info.state];
    }
    std::string summary;
    const auto append = [&](ProcessState state) {
        if (const auto found = counts.find(state); found != counts.end()) {
            summary += fmt::format("{}{} {}", summary.empty() ? "" : ", ", found->second, lower_name(state));
            counts.erase(found);
        }
    };
    append(ProcessState::Running);
    while (!counts.empty()) {
        append(counts.begin()->first);
    }
    return "<p class=\"summary\">" + summary + "</p>";
}

} // namespace

std::string render_status_page(const Control& control, const std::optional<std::string>& message) {
    const auto infos = all_processes(control);
    const std::string identifier = control.identifier();
    std::string content;
    if (message) {
        content += "<p class=\"status_msg\" role=\"status\">" + escape_html(*message) + "</p>\n";
    }
    content += "<form class=\"toolbar\" method=\"post\" action=\"index.html\">\n" + button("refresh", "Refresh") +
               button("restartall", "Restart All") + button("stopall", "Stop All") + "</form>\n";
    content += render_table(infos);
    return render_page("Halberd Status: " + identifier, identifier, render_summary(infos), content);
}

} // namespace halberd
