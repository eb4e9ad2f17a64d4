#pragma once

#include "core/config/option_values.hpp"

#include <sys/types.h>

#include <map>
#include <string>
#include <string_view>

namespace halberd {

// What the user database says about an account.
struct KnownAccount {
    Account account;
    std::map<std::string, std::string> login_variables; // HOME, LOGNAME, SHELL and USER
};

// Looks accounts up in the user database of the machine. What has been found is kept: thousands of programs usually
// share a few accounts.
class AccountTable {
 public:
    // By name or by number, with its supplementary groups. Supervisor: datatypes.py name_to_uid(), and options.py
    // drop_privileges() for the groups.
    Parsed<Account> find(std::string_view user);

    // The variables that a login of the account sets.
    Parsed<std::map<std::string, std::string>> login_variables(std::string_view user);

 private:
    const Parsed<KnownAccount>& look_up(std::string_view user);

    std::map<std::string, Parsed<KnownAccount>, std::less<>> known_;
};

// A group by name or by number.
Parsed<gid_t> find_group(std::string_view group);

// The home directory of an account, or of the present user when `user` is empty; empty when there is no such account.
std::string home_directory(const std::string& user);

// The account that a process runs as. Supervisor finds out when the process starts that it may not become another user
// without being root; the same holds here.
Parsed<std::optional<Account>> parse_account(std::string_view text, const ValueContext& context);

// The account that the daemon itself becomes. Another one than the present user needs root.
Parsed<std::optional<Account>> parse_daemon_account(std::string_view text, const ValueContext& context);

// "user" or "user:group" of chown=.
struct Ownership {
    uid_t uid = 0;
    std::optional<gid_t> gid;
};
Parsed<Ownership> parse_ownership(std::string_view text, const ValueContext& context);

} // namespace halberd
