#include "core/daemon/group_table.hpp"

#include "core/daemon/child_process.hpp"
#include "core/daemon/event_recorder.hpp"
#include "core/daemon/event_stores.hpp"
#include "core/daemon/fcgi_sockets.hpp"
#include "core/daemon/plugin_process.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace halberd {
namespace {

ListenerPoolOptions pool_options(const std::string& name, const ListenerSpec& listener) {
    ListenerPoolOptions options{
        name,
        listener.buffer_size,
        selectors_of(listener.events),
        listener.event_length == EventLength::Bytes ? wire::EventLength::Bytes : wire::EventLength::Characters,
        {}};
    if (listener.delivery == Delivery::Durable) {
        options.buffer_bytes = listener.buffer_bytes;
    }
    return options;
}

template <class Pointer>
void sort_by_priority(std::vector<Pointer>& members) {
    std::stable_sort(members.begin(), members.end(), [](const auto& a, const auto& b) {
        return a->process().spec().priority < b->process().spec().priority;
    });
}

// Takes the members out of the group; those that stay are returned by name.
std::map<std::string, std::unique_ptr<Member>> dismiss_all_but(const std::set<std::string>& kept, ActiveGroup& group) {
    std::map<std::string, std::unique_ptr<Member>> staying;
    for (auto& member : std::exchange(group.members, {})) {
        const std::string& name = member->process().name().process;
        if (kept.contains(name)) {
            staying.emplace(name, std::move(member));
        } else {
            member->leave_pool();
        }
    }
    return staying;
}

// Supervisor: process.py FastCGIProcessGroup.
void check_sockets(const GroupSpec& group, FcgiSockets& sockets) {
    std::set<std::string> checked;
    for (const ProcessSpec& process : group.processes) {
        if (process.socket && checked.insert(process.socket->url()).second) {
            sockets.check(*process.socket);
        }
    }
}

} // namespace

std::vector<std::shared_ptr<const GroupSpec>> shared(std::vector<GroupSpec> groups) {
    std::vector<std::shared_ptr<const GroupSpec>> made;
    made.reserve(groups.size());
    for (GroupSpec& group : groups) {
        made.push_back(std::make_shared<const GroupSpec>(std::move(group)));
    }
    return made;
}

bool ActiveGroup::is_stopped() const {
    return std::all_of(members.begin(), members.end(),
                       [](const auto& member) { return halberd::is_stopped(member->process().state()); });
}

Member* ActiveGroup::find(const std::string& process) {
    const auto found = std::find_if(members.begin(), members.end(),
                                    [&](const auto& member) { return member->process().name().process == process; });
    return found != members.end() ? found->get() : nullptr;
}

ActiveGroup* GroupTable::add(std::shared_ptr<const GroupSpec> spec) {
    if (by_name_.contains(spec->name)) {
        return nullptr;
    }
    check_sockets(*spec, services_.fcgi_sockets);
    auto group = std::make_unique<ActiveGroup>();
    group->spec = std::move(spec);
    if (group->spec->listener) {
        group->pool = std::make_unique<ListenerPool>(pool_options(group->spec->name, *group->spec->listener),
                                                     services_.bus, services_.clock, services_.log);
        if (group->spec->listener->delivery == Delivery::Durable) {
            group->pool->keep_in([&](EventStore::Observer& observer) {
                return services_.event_stores.open(group->spec->listener->delivery_file, observer);
            });
        }
    }
    for (const ProcessSpec& process : group->spec->processes) {
        auto member = make_member(group->spec, process);
        if (group->pool) {
            member->join(*group->pool);
        }
        group->members.push_back(std::move(member));
    }
    sort_by_priority(group->members);
    ActiveGroup* added = group.get();
    insert(std::move(group));
    by_name_.emplace(added->spec->name, added);
    return added;
}

void GroupTable::insert(std::unique_ptr<ActiveGroup> group) {
    const auto position = std::upper_bound(groups_.begin(), groups_.end(), group, [](const auto& a, const auto& b) {
        return a->spec->priority < b->spec->priority;
    });
    groups_.insert(position, std::move(group));
}

std::vector<Member*> GroupTable::renew(const std::shared_ptr<const GroupSpec>& wanted,
                                       const std::set<std::string>& kept) {
    ActiveGroup* group = find(wanted->name);
    if (group == nullptr) {
        return {};
    }
    auto staying = dismiss_all_but(kept, *group);
    check_sockets(*wanted, services_.fcgi_sockets);
    std::vector<Member*> made;
    for (const ProcessSpec& process : wanted->processes) {
        std::unique_ptr<Member>& member = staying[process.name];
        if (!member) {
            member = make_member(wanted, process);
            made.push_back(member.get());
            if (group->pool) {
                member->join(*group->pool);
            }
        }
        group->members.push_back(std::move(member));
    }
    sort_by_priority(group->members);
    sort_by_priority(made);
    if (std::exchange(group->spec, wanted)->priority != wanted->priority) {
        const auto place =
            std::find_if(groups_.begin(), groups_.end(), [&](const auto& other) { return other.get() == group; });
        auto moved = std::move(*place);
        groups_.erase(place);
        insert(std::move(moved));
    }
    return made;
}

std::unique_ptr<Member> GroupTable::make_member(const std::shared_ptr<const GroupSpec>& group,
                                                const ProcessSpec& spec) {
    std::shared_ptr<const ProcessSpec> shared(group, &spec); // a part that keeps the whole
    if (group->listener && group->listener->plugin) {
        return std::make_unique<PluginProcess>(group->name, std::move(shared), *group->listener->plugin, services_);
    }
    return std::make_unique<ChildProcess>(group->name, std::move(shared), services_);
}

void GroupTable::remove(const std::string& name) {
    by_name_.erase(name);
    std::erase_if(groups_, [&](const auto& group) { return group->spec->name == name; });
}

void GroupTable::clear() {
    by_name_.clear();
    groups_.clear();
}

ActiveGroup* GroupTable::find(const std::string& name) {
    const auto found = by_name_.find(name);
    return found != by_name_.end() ? found->second : nullptr;
}

const ActiveGroup* GroupTable::find(const std::string& name) const {
    const auto found = by_name_.find(name);
    return found != by_name_.end() ? found->second : nullptr;
}

Member* GroupTable::find(const Namespec& name) {
    ActiveGroup* group = find(name.group);
    return group != nullptr ? group->find(name.process) : nullptr;
}

const Member* GroupTable::find(const Namespec& name) const {
    const auto found = by_name_.find(name.group);
    return found != by_name_.end() ? found->second->find(name.process) : nullptr;
}

void GroupTable::for_each(const std::function<void(Member&)>& visit) {
    for (const auto& group : groups_) {
        for (const auto& member : group->members) {
            visit(*member);
        }
    }
}

void GroupTable::for_each(const std::function<void(const Member&)>& visit) const {
    for (const auto& group : groups_) {
        for (const auto& member : group->members) {
            visit(*member);
        }
    }
}

void GroupTable::for_each_by_name(const std::function<void(const Member&)>& visit) const {
    std::vector<const Member*> members;
    for (const auto& [name, group] : by_name_) {
        members.clear();
        for (const auto& member : group->members) {
            members.push_back(member.get());
        }
        std::sort(members.begin(), members.end(), [](const Member* left, const Member* right) {
            return left->process().name().process < right->process().name().process;
        });
        for (const Member* member : members) {
            visit(*member);
        }
    }
}

std::vector<GroupSpec> GroupTable::specs() const {
    std::vector<GroupSpec> all;
    for (const auto& group : groups_) {
        all.push_back(*group->spec);
    }
    return all;
}

} // namespace halberd
