#include "core/config/group_assembly.hpp"

#include "core/config/alert_keys.hpp"
#include "core/config/listener_delivery.hpp"
#include "core/config/listener_keys.hpp"
#include "core/config/program_keys.hpp"
#include "core/config/program_members.hpp"
#include "core/config/similar_name.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace halberd {
namespace {

constexpr std::string_view program_prefix = "program:";
constexpr std::string_view fcgi_prefix = "fcgi-program:";
constexpr std::string_view listener_prefix = "eventlistener:";
constexpr std::string_view group_prefix = "group:";

class GroupAssembly {
 public:
    GroupAssembly(const ReadContext& context, const ServerOptions& server)
        : context_(context), server_(server), alert_variables_(read_alert_variables(context)) {}

    std::vector<GroupSpec> read() {
        for_each_section(group_prefix, [this](const IniSection& section) { add_named_group(section); });
        for_each_section(program_prefix, [this](const IniSection& section) { add_program(section); });
        for_each_section(listener_prefix, [this](const IniSection& section) { add_listener(section); });
        for_each_section(fcgi_prefix, [this](const IniSection& section) { add_program(section); });
        std::stable_sort(groups_.begin(), groups_.end(), [](const GroupSpec& a, const GroupSpec& b) {
            return std::tie(a.priority, a.name) < std::tie(b.priority, b.name);
        });
        drop_groups_of_the_same_name();
        note_sockets_of_two_programs();
        refuse_queues_of_two_pools();
        return std::move(groups_);
    }

 private:
    template <class Function>
    void for_each_section(std::string_view prefix, Function function) {
        for (const IniSection& section : context_.document.sections()) {
            if (section.name.starts_with(prefix)) {
                function(section);
            }
        }
    }

    // True when the section has a name that a group can have.
    bool check_name(SectionReader& reader, const std::string& name) {
        const auto parsed = parse_name(name);
        if (!parsed) {
            reader.error("", parsed.error().reason, parsed.error().hint);
        }
        return parsed.has_value();
    }

    void add_named_group(const IniSection& section) {
        SectionReader reader(context_, section);
        const std::string name = program_name(section);
        GroupSection values;
        reader.read(group_keys(), values);
        if (!check_name(reader, name)) {
            return;
        }
        if (values.programs.empty() && !reader.has_failed() && !section.is_damaged) {
            reader.warning("", "the group has no programs", "add programs= with the names of programs");
        }
        GroupSpec group{name, values.priority, {}, std::nullopt, section.origin};
        for (const std::string& program : values.programs) {
            add_program_to(group, program, reader);
        }
        drop_processes_of_the_same_name(group, reader);
        groups_.push_back(std::move(group));
    }

    void add_program_to(GroupSpec& group, const std::string& program, SectionReader& group_reader) {
        const IniSection* plain = context_.document.find(std::string(program_prefix) + program);
        const IniSection* fcgi = context_.document.find(std::string(fcgi_prefix) + program);
        if (plain == nullptr && fcgi == nullptr) {
            if (context_.document.is_complete()) {
                group_reader.error("programs", fmt::format("names unknown program or fcgi-program '{}'", program),
                                   did_you_mean(program, program_names(),
                                                fmt::format("add a section [program:{}], or remove the name", program)),
                                   offset_of(program, group_reader.find("programs")));
            }
            return;
        }
        if (plain != nullptr && fcgi != nullptr) {
            group_reader.error("programs",
                               fmt::format("name '{}' is ambiguous (exists as program and fcgi-program)", program),
                               "rename one of the two sections");
            return;
        }
        const IniSection& section = plain != nullptr ? *plain : *fcgi;
        grouped_.insert(section.name);
        auto members = read_members(context_, section, kind_of(section), group.name, server_);
        std::move(members.processes.begin(), members.processes.end(), std::back_inserter(group.processes));
    }

    static ProgramKind kind_of(const IniSection& section) {
        return section.name.starts_with(fcgi_prefix) ? ProgramKind::FcgiProgram : ProgramKind::Program;
    }

    // Where the word stands in the value as it is written; its begin when it came out of an expansion.
    static std::size_t offset_of(const std::string& word, const IniEntry* entry) {
        const std::string_view value = entry->value;
        for (const std::string_view written : words_between_commas(value)) {
            if (written == word) {
                return offset_in(value, written);
            }
        }
        return 0;
    }

    std::vector<std::string_view> program_names() {
        std::vector<std::string_view> names;
        for (const std::string_view prefix : {program_prefix, fcgi_prefix}) {
            for_each_section(prefix, [&](const IniSection& section) {
                names.push_back(std::string_view(section.name).substr(prefix.size()));
            });
        }
        return names;
    }

    void add_program(const IniSection& section) {
        const std::string name = program_name(section);
        SectionReader reader(context_, section);
        if (grouped_.count(section.name) != 0 || !check_name(reader, name)) {
            return;
        }
        auto members = read_members(context_, section, kind_of(section), name, server_);
        GroupSpec group{name, members.group_priority, std::move(members.processes), std::nullopt, section.origin};
        drop_processes_of_the_same_name(group, reader);
        groups_.push_back(std::move(group));
    }

    void add_listener(const IniSection& section) {
        const std::string name = program_name(section);
        SectionReader reader(context_, section, defaults_section(ProgramKind::EventListener));
        if (!check_name(reader, name)) {
            return;
        }
        ListenerSection values;
        reader.read(listener_section_keys(), values);
        if (reader.find("events") == nullptr) {
            reader.missing("the section requires an \"events\" line", "add events=, such as events=PROCESS_STATE");
        } else if (values.events.empty() && !reader.has_failed()) {
            reader.error("events", "names no event", "write names such as PROCESS_STATE_EXITED,TICK_60");
        }
        auto members = read_members(context_, section, ProgramKind::EventListener, name, server_);
        ListenerSpec listener;
        listener.events = std::move(values.events);
        listener.buffer_size = values.buffer_size;
        listener.event_length = values.event_length;
        listener.plugin = std::move(members.plugin);
        settle_delivery(values, name, server_, reader, listener);
        warn_of_pitfalls(reader, listener);
        for (ProcessSpec& process : members.processes) {
            tell_listener(process.environment, listener);
        }
        GroupSpec group{name, members.group_priority, std::move(members.processes), std::move(listener),
                        section.origin};
        drop_processes_of_the_same_name(group, reader);
        groups_.push_back(std::move(group));
    }

    // What a listener has to know of its events and alerts; what its environment= says of alerts wins.
    void tell_listener(std::map<std::string, std::string>& environment, const ListenerSpec& listener) const {
        if (listener.event_length == EventLength::Bytes) {
            environment.insert_or_assign("SUPERVISOR_EVENT_LENGTH", "bytes");
        }
        if (listener.delivery == Delivery::Durable) {
            environment.insert_or_assign("SUPERVISOR_DELIVERY", "durable");
        }
        environment.insert(alert_variables_.begin(), alert_variables_.end());
    }

    void warn_of_pitfalls(SectionReader& reader, const ListenerSpec& listener) {
        if (context_.looks_for_pitfalls) {
            const std::string& temporary = context_.values.environment.temporary_directory;
            for (const Pitfall& pitfall : find_pitfalls(CheckedListener{listener, temporary})) {
                reader.warning(pitfall);
            }
        }
    }

    // Supervisor keeps the processes of a group by name: the last one stays, in the place of the first.
    static void drop_processes_of_the_same_name(GroupSpec& group, SectionReader& reader) {
        std::map<std::string_view, std::size_t> places;
        std::vector<ProcessSpec> kept;
        kept.reserve(group.processes.size()); // the names in `places` must not move
        for (ProcessSpec& process : group.processes) {
            const auto found = places.find(process.name);
            if (found == places.end()) {
                kept.push_back(std::move(process));
                places.emplace(kept.back().name, kept.size() - 1);
            } else {
                reader.warning(
                    "",
                    fmt::format("more than one process of the group is called '{}'; the last one counts", process.name),
                    "give each its own process_name");
                const std::size_t place = found->second;
                places.erase(found);
                kept[place] = std::move(process);
                places.emplace(kept[place].name, place);
            }
        }
        group.processes = std::move(kept);
    }

    // Supervisor adds groups in their order and leaves out one whose name is taken.
    void drop_groups_of_the_same_name() {
        std::map<std::string, Origin> taken;
        std::erase_if(groups_, [&](const GroupSpec& group) {
            const auto [first, is_new] = taken.emplace(group.name, group.origin);
            if (!is_new) {
                const Origin& origin = first->second;
                context_.diagnostics.warning(
                    group.origin, fmt::format("a second group called '{}' is ignored", group.name),
                    fmt::format("{}:{} makes the first one; rename one of them", origin.file, origin.line));
            }
            return !is_new;
        });
    }

    // Of two UNIX sockets with one path the later hides the earlier; a TCP port cannot be had twice.
    void note_sockets_of_two_programs() {
        std::map<std::string, std::string> owners;
        for (const GroupSpec& group : groups_) {
            for (const ProcessSpec& process : group.processes) {
                if (!process.socket) {
                    continue;
                }
                const std::string& program = process.socket->program;
                const auto [first, is_new] = owners.emplace(process.socket->url(), program);
                if (!is_new && first->second != program) {
                    context_.diagnostics.warning(group.origin,
                                                 fmt::format("[{}{}] and [{}{}] have the same socket {}", fcgi_prefix,
                                                             first->second, fcgi_prefix, program, first->first),
                                                 "give each program a socket of its own");
                    break;
                }
            }
        }
    }

    // The second would find the file in use, and keep its events in memory only.
    void refuse_queues_of_two_pools() {
        std::map<std::string, std::string> owners;
        for (const GroupSpec& group : groups_) {
            if (!group.listener || group.listener->delivery != Delivery::Durable) {
                continue;
            }
            const auto [first, is_new] = owners.emplace(group.listener->delivery_file, group.name);
            if (!is_new) {
                context_.diagnostics.error(
                    group.origin,
                    fmt::format("[{}{}] and [{}{}] have the same delivery_file {}", listener_prefix, first->second,
                                listener_prefix, group.name, first->first),
                    "give each pool a file of its own");
            }
        }
    }

    const ReadContext& context_;
    const ServerOptions& server_;
    std::map<std::string, std::string> alert_variables_;
    std::set<std::string> grouped_; // sections of programs that are in a [group:x]
    std::vector<GroupSpec> groups_;
};

} // namespace

std::vector<GroupSpec> read_groups(const ReadContext& context, const ServerOptions& server) {
    return GroupAssembly(context, server).read();
}

} // namespace halberd
