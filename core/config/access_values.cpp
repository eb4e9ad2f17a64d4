#include "core/config/access_values.hpp"

#include "core/config/account_table.hpp"
#include "core/config/unicode_text.hpp"
#include "core/config/word_values.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace halberd {
namespace {

constexpr Words<Role, 3> role_words{{{"read", Role::Read}, {"operate", Role::Operate}, {"admin", Role::Admin}}};

// Whom a rule is about: "root", "0", "@staff", "*".
Parsed<PeerRole> parse_peer(std::string_view text, const ValueContext& context) {
    if (text == "*") {
        return PeerRole{PeerRole::Kind::Everybody, 0, Role::Read};
    }
    if (text.starts_with('@')) {
        return find_group(text.substr(1)).map([](gid_t gid) {
            return PeerRole{PeerRole::Kind::Group, gid, Role::Read};
        });
    }
    return context.accounts.find(text).map([](const Account& account) {
        return PeerRole{PeerRole::Kind::User, account.uid, Role::Read};
    });
}

} // namespace

Parsed<Role> parse_role(std::string_view text) {
    return parse_word(text, role_words, "is not a role");
}

Parsed<std::vector<PeerRole>> parse_peer_roles(std::string_view text, const ValueContext& context) {
    std::vector<PeerRole> rules;
    for (const std::string_view word : words_between_commas(text)) {
        const std::size_t equals = word.find('=');
        if (equals == std::string_view::npos) {
            return bad_value(fmt::format("'{}' gives no role", word),
                             "write WHO=ROLE with commas between them: root=admin, @staff=operate, *=read",
                             offset_in(text, word));
        }
        auto peer = parse_peer(strip(word.substr(0, equals)), context);
        const auto role = parse_role(word.substr(equals + 1));
        if (!peer || !role) {
            BadValue bad = peer ? role.error() : peer.error();
            bad.offset = offset_in(text, word);
            return tl::unexpected(std::move(bad));
        }
        peer->role = *role;
        rules.push_back(*peer);
    }
    if (rules.empty()) {
        return bad_value("it names nobody", "write WHO=ROLE, such as root=admin, or leave peer_roles= out");
    }
    return rules;
}

Parsed<std::vector<std::string>> parse_host_names(std::string_view text) {
    std::vector<std::string> names;
    for (const std::string_view name : words_between_commas(text)) {
        if (name.find_first_of(":/* \t") != std::string_view::npos) {
            return bad_value(fmt::format("'{}' is not the name of a host", name),
                             "write names alone, with commas between them: ops.example.com, box",
                             offset_in(text, name));
        }
        names.emplace_back(name);
    }
    return names;
}

Parsed<std::optional<std::string>> parse_user_password(std::string_view text) {
    if (text.empty()) {
        return bad_value("the password is empty", "write one, or its hash as `openssl passwd -6` prints it");
    }
    return std::optional(std::string(text));
}

Parsed<std::optional<std::string>> parse_token(std::string_view text) {
    const bool fits_a_header = std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
    if (text.empty() || !fits_a_header) {
        return bad_value("the token is empty, or has other characters than letters, digits and signs of ASCII",
                         "take what `openssl rand -hex 24` prints");
    }
    return std::optional(std::string(text));
}

} // namespace halberd
