#include "core/config/account_table.hpp"

#include <fmt/format.h>
#include <grp.h>
#include <pwd.h>
#include <unistd.h>

#include <charconv>
#include <optional>
#include <vector>

namespace halberd {
namespace {

std::optional<unsigned> number_of(std::string_view text) {
    unsigned number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool is_number = error == std::errc() && end == text.data() + text.size();
    return is_number ? std::optional(number) : std::nullopt;
}

// Calls a getXXX_r function with a buffer that grows until the record fits. Nothing when there is no such record.
template <class Record, class Get>
std::optional<Record> look_up(Get get, std::vector<char>& buffer) {
    buffer.resize(1024);
    for (;;) {
        Record record{};
        Record* found = nullptr;
        const int error = get(&record, buffer.data(), buffer.size(), &found);
        if (error != ERANGE) {
            return found != nullptr ? std::optional(record) : std::nullopt;
        }
        buffer.resize(buffer.size() * 2);
    }
}

// The texts of the record lie in `buffer`.
std::optional<passwd> user_record(const std::string& user, std::vector<char>& buffer) {
    return look_up<passwd>(
        [&](passwd* record, char* data, std::size_t size, passwd** found) {
            const auto uid = number_of(user);
            return uid ? getpwuid_r(*uid, record, data, size, found)
                       : getpwnam_r(user.c_str(), record, data, size, found);
        },
        buffer);
}

std::vector<gid_t> groups_of(const passwd& record) {
    std::vector<gid_t> groups(16);
    int count = static_cast<int>(groups.size());
    while (getgrouplist(record.pw_name, record.pw_gid, groups.data(), &count) < 0) {
        groups.resize(static_cast<std::size_t>(count));
    }
    groups.resize(static_cast<std::size_t>(count));
    return groups;
}

Parsed<KnownAccount> look_up_account(const std::string& user) {
    std::vector<char> buffer;
    const auto record = user_record(user, buffer);
    if (!record) {
        return bad_value(fmt::format("Invalid user {} {}", number_of(user) ? "id" : "name", user),
                         "there is no such account; create it, or name one that `getent passwd` lists");
    }
    return KnownAccount{{record->pw_name, record->pw_uid, record->pw_gid, groups_of(*record)},
                        {{"HOME", record->pw_dir},
                         {"LOGNAME", record->pw_name},
                         {"SHELL", record->pw_shell},
                         {"USER", record->pw_name}}};
}

} // namespace

const Parsed<KnownAccount>& AccountTable::look_up(std::string_view user) {
    auto found = known_.find(user);
    if (found == known_.end()) {
        std::string name(user);
        auto account = look_up_account(name);
        found = known_.emplace(std::move(name), std::move(account)).first;
    }
    return found->second;
}

Parsed<Account> AccountTable::find(std::string_view user) {
    return look_up(user).map([](const KnownAccount& known) { return known.account; });
}

Parsed<std::map<std::string, std::string>> AccountTable::login_variables(std::string_view user) {
    return look_up(user).map([](const KnownAccount& known) { return known.login_variables; });
}

Parsed<gid_t> find_group(std::string_view group) {
    const std::string name(group);
    const auto gid = number_of(group);
    std::vector<char> buffer;
    const auto record = look_up<::group>(
        [&](::group* entry, char* data, std::size_t size, ::group** found) {
            return gid ? getgrgid_r(*gid, entry, data, size, found)
                       : getgrnam_r(name.c_str(), entry, data, size, found);
        },
        buffer);
    if (!record) {
        return bad_value(fmt::format("Invalid group {} {}", gid ? "id" : "name", name),
                         "there is no such group; create it, or name one that `getent group` lists");
    }
    return record->gr_gid;
}

std::string home_directory(const std::string& user) {
    std::vector<char> buffer;
    const auto record = user_record(user.empty() ? std::to_string(getuid()) : user, buffer);
    return record ? record->pw_dir : "";
}

Parsed<std::optional<Account>> parse_account(std::string_view text, const ValueContext& context) {
    return context.accounts.find(text).map([](Account account) { return std::optional(std::move(account)); });
}

Parsed<std::optional<Account>> parse_daemon_account(std::string_view text, const ValueContext& context) {
    auto account = parse_account(text, context);
    const uid_t present = context.environment.user_id;
    if (account && present != 0 && present != (*account)->uid) {
        return bad_value(fmt::format("Can't drop privilege as nonroot user: '{}' is not who runs supervisord", text),
                         "start supervisord as root, or leave user= out");
    }
    return account;
}

Parsed<Ownership> parse_ownership(std::string_view text, const ValueContext& context) {
    const std::size_t colon = text.find(':');
    const auto account = context.accounts.find(text.substr(0, colon));
    if (!account) {
        return bad_value(fmt::format("Invalid user:group definition {}: {}", text, account.error().reason),
                         account.error().hint);
    }
    Ownership ownership{account->uid, std::nullopt};
    if (colon != std::string_view::npos) {
        const auto group = find_group(text.substr(colon + 1));
        if (!group) {
            return bad_value(fmt::format("Invalid user:group definition {}: {}", text, group.error().reason),
                             group.error().hint, colon + 1);
        }
        ownership.gid = *group;
    }
    return ownership;
}

} // namespace halberd
