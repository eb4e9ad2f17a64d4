#pragma once

#include "core/config/program_spec.hpp"
#include "core/daemon/member.hpp"
#include "core/listener/listener_pool.hpp"

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace halberd {

// Groups for the daemon to keep: the configuration as last read, the active groups and their members share them.
std::vector<std::shared_ptr<const GroupSpec>> shared(std::vector<GroupSpec> groups);

// One active group: its specification, which its members share, the members, and its pool when it is an event listener.
struct ActiveGroup {
    std::shared_ptr<const GroupSpec> spec;
    std::unique_ptr<ListenerPool> pool;           // before the members, which refer to it
    std::vector<std::unique_ptr<Member>> members; // by rising priority

    bool is_stopped() const; // every member is in a state that counts as stopped
    Member* find(const std::string& process);
};

// The active groups, by rising priority, groups of equal priority in the order in which they were added.
class GroupTable {
 public:
    explicit GroupTable(DaemonServices& services) : services_(services) {}

    // Makes the group and its members; starts nothing. A socket that its FastCGI programs will not get is named in the
    // log. Returns nullptr when a group of that name is active.
    ActiveGroup* add(std::shared_ptr<const GroupSpec> spec);

    // Makes the specification of an active group `wanted`, which bears its name. Of its members only those named in
    // `kept`, whose specs are equal in both, stay; the others, which must be stopped, go, and new ones are made for the
    // rest of `wanted`, which has all of `kept`. Starts nothing; returns the new ones by rising priority.
    std::vector<Member*> renew(const std::shared_ptr<const GroupSpec>& wanted, const std::set<std::string>& kept);

    // Forgets a group, which must be stopped.
    void remove(const std::string& name);
    void clear();

    ActiveGroup* find(const std::string& name);
    const ActiveGroup* find(const std::string& name) const;

    // The member of that group and name, or nullptr.
    Member* find(const Namespec& name);
    const Member* find(const Namespec& name) const;

    const std::vector<std::unique_ptr<ActiveGroup>>& all() const { return groups_; }

    // Calls `visit` for every member, groups and members by rising priority.
    void for_each(const std::function<void(Member&)>& visit);
    void for_each(const std::function<void(const Member&)>& visit) const;

    // The same for every member sorted by group and name.
    void for_each_by_name(const std::function<void(const Member&)>& visit) const;

    // Copies, for a comparison.
    std::vector<GroupSpec> specs() const;

 private:
    std::unique_ptr<Member> make_member(const std::shared_ptr<const GroupSpec>& group, const ProcessSpec& spec);
    void insert(std::unique_ptr<ActiveGroup> group);

    DaemonServices& services_;
    std::vector<std::unique_ptr<ActiveGroup>> groups_;
    std::map<std::string, ActiveGroup*, std::less<>> by_name_;
};

} // namespace halberd
