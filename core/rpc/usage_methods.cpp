#include "core/rpc/halberd_methods.hpp"
#include "core/rpc/process_info.hpp"
#include "core/rpc/struct_writer.hpp"
#include "core/rpc/supervisor_namespace.hpp"

#include <chrono>
#include <string>

namespace halberd {
namespace {

std::int64_t number(std::uint64_t count) {
    return static_cast<std::int64_t>(count);
}

void write_usage(StructWriter& writer, const std::string& prefix, const ResourceUsage& usage) {
    writer.real(prefix + "cpu", std::chrono::duration<double>(usage.cpu).count());
    writer.integer(prefix + "rss", number(usage.resident_bytes));
    if (usage.open_files) {
        writer.integer(prefix + "fds", number(*usage.open_files));
    }
}

void append_usage(std::string& xml, const ProcessUsage& usage) {
    StructWriter writer(xml);
    writer.text("name", usage.info.name.process);
    writer.text("group", usage.info.name.group);
    writer.text("statename", name_of(usage.info.state));
    writer.integer("pid", usage.info.pid);
    writer.integer("start", seconds_of(usage.info.started));
    writer.integer("stop", seconds_of(usage.info.stopped));
    writer.integer("now", seconds_of(usage.info.now));
    writer.integer("exitstatus", usage.info.exit_status);
    writer.integer("starts", number(usage.starts));
    writer.integer("restarts", number(usage.restarts));
    if (usage.own) {
        write_usage(writer, "", *usage.own);
    }
    if (usage.tree) {
        writer.integer("processes", number(usage.tree->processes));
        write_usage(writer, "tree_", *usage.tree);
    }
    if (usage.stdout_bytes) {
        writer.integer("stdout_bytes", number(*usage.stdout_bytes));
    }
    if (usage.stderr_bytes) {
        writer.integer("stderr_bytes", number(*usage.stderr_bytes));
    }
}

Rendered render_usage(const UsageReport& report) {
    std::string xml = "<value><array><data>\n";
    for (const ProcessUsage& usage : report.processes) {
        append_usage(xml, usage);
    }
    return Rendered{xml + "</data></array></value>\n"};
}

} // namespace

void add_usage_methods(MethodTable& methods, Control& control) {
    methods.add(
        "halberd.getProcessUsage",
        Method{Role::Read,
               "What each process takes of the machine, and how often it was started. The counts are of this\n"
               "daemon's life, from start or reload on, or from the last update that changed the program.\n\n"
               "@return array a struct for each process, with name, group, statename, pid, start, stop, now,\n"
               "exitstatus (as getProcessInfo), starts, restarts (those that nobody asked for); while it runs in\n"
               "a process of its own also cpu (seconds of CPU time, a double), rss (bytes), fds (open\n"
               "descriptors), and, of it and all its descendants, processes (how many), tree_cpu, tree_rss and\n"
               "tree_fds; where it has a log, stdout_bytes and stderr_bytes (how much was written to it)\n",
               exactly(0), [&control](const Arguments&, const MethodReply& reply) {
                   if (is_going_down(control)) {
                       reply(fault(FaultCode::ShutdownState));
                       return;
                   }
                   control.usage([reply](const UsageReport& report) { reply(render_usage(report)); });
               }});
}

} // namespace halberd
