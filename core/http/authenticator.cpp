#include "core/http/authenticator.hpp"

#include "core/http/authorization.hpp"

#include <algorithm>
#include <utility>

namespace halberd {

Authenticator::Authenticator(boost::asio::io_context& context, std::vector<HttpUser> users) : worker_(context) {
    for (HttpUser& user : users) {
        User known{std::move(user.name), std::nullopt, std::move(user.token), user.role};
        if (user.password) {
            known.password.emplace(std::move(*user.password));
            if (known.password->is_slow()) {
                decoy_ = known.password;
            }
        }
        users_.push_back(std::move(known));
    }
}

void Authenticator::judge(std::string_view header, const std::string& source, const Reply& reply) {
    const Authorization given = parse_authorization(header);
    switch (given.scheme) {
        case Authorization::Scheme::None:
            reply(Decision{});
            return;
        case Authorization::Scheme::Malformed:
            reply({Verdict::Malformed, {}, Role::Read, std::nullopt});
            return;
        case Authorization::Scheme::Bearer:
            reply(judge_token(given.secret));
            return;
        case Authorization::Scheme::Basic:
            judge_password(given.user, given.secret, source, reply);
            return;
    }
}

// Looks at the tokens of all users, whichever fits.
Authenticator::Decision Authenticator::judge_token(const std::string& token) const {
    Decision decision;
    for (const User& user : users_) {
        if (user.token && equal_in_constant_time(token, *user.token)) {
            decision = {Verdict::Granted, user.name, user.role, std::nullopt};
        }
    }
    return decision;
}

void Authenticator::judge_password(const std::string& name, const std::string& password, const std::string& source,
                                   const Reply& reply) {
    const auto user = std::find_if(users_.begin(), users_.end(), [&](const User& known) {
        return known.password && equal_in_constant_time(name, known.name);
    });
    const bool is_known = user != users_.end();
    const StoredPassword* stored = is_known ? &*user->password : decoy_ ? &*decoy_ : nullptr;
    const Decision denied{Verdict::Denied, {}, Role::Read, name};
    const Decision granted = is_known ? Decision{Verdict::Granted, user->name, user->role, std::nullopt} : denied;
    if (stored == nullptr || !stored->is_slow()) {
        reply(stored != nullptr && stored->matches(password) ? granted : denied);
        return;
    }
    worker_.check(password, *stored, source, [granted, denied, reply](PasswordWorker::Outcome outcome) {
        if (outcome == PasswordWorker::Outcome::Busy) {
            reply({Verdict::Busy, {}, Role::Read, std::nullopt});
        } else {
            reply(outcome == PasswordWorker::Outcome::Right ? granted : denied);
        }
    });
}

} // namespace halberd
