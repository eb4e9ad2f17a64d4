#include "core/config/option_changes.hpp"

#include <gtest/gtest.h>

#include <boost/pfr.hpp>

#include <functional>
#include <type_traits>
#include <variant>

namespace halberd {
namespace {

using Changes = std::vector<OptionChange>;

OptionChange change(const char* name, std::optional<std::string> before, std::optional<std::string> after) {
    return {name, std::move(before), std::move(after), {}};
}

// The members of the specs are found by reflection, so that one that is added is tried as well.

template <class T>
constexpr bool is_struct = std::is_aggregate_v<T> && !std::is_same_v<T, Origin>; // places are never compared

template <class T>
constexpr bool is_optional_struct = false;
template <class T>
constexpr bool is_optional_struct<std::optional<T>> = is_struct<T>;

template <class T>
constexpr bool is_optional = false;
template <class T>
constexpr bool is_optional<std::optional<T>> = true;

template <class T>
constexpr bool is_variant = false;
template <class... T>
constexpr bool is_variant<std::variant<T...>> = true;

// Sets every optional struct in `spec`.
template <class Spec>
void fill(Spec& spec) {
    boost::pfr::for_each_field(spec, [](auto& member) {
        using Member = std::decay_t<decltype(member)>;
        if constexpr (is_struct<Member>) {
            fill(member);
        } else if constexpr (is_optional_struct<Member>) {
            fill(member.emplace());
        }
    });
}

template <class T>
void change_value(T& value) {
    if constexpr (std::is_same_v<T, bool>) {
        value = !value;
    } else if constexpr (std::is_enum_v<T>) {
        value = static_cast<T>(static_cast<int>(value) == 0 ? 1 : 0);
    } else if constexpr (is_optional<T>) {
        value ? value.reset() : static_cast<void>(value.emplace());
    } else if constexpr (is_variant<T>) {
        value.index() == 0 ? static_cast<void>(value.template emplace<1>())
                           : static_cast<void>(value.template emplace<0>());
    } else if constexpr (requires { ++value; }) {
        ++value;
    } else if constexpr (std::is_same_v<T, std::string>) {
        value += "x";
    } else if constexpr (requires { value.emplace_back(); }) {
        auto& element = value.emplace_back();
        if constexpr (is_struct<std::decay_t<decltype(element)>>) {
            change_value(boost::pfr::get<0>(element));
        } else {
            change_value(element);
        }
    } else {
        value.emplace("X", "1"); // a map
    }
}

// Calls `check` for every way to change one member of `part`, members of members included, while it is changed. `part`
// is part of `all`, or the same.
template <class Part, class All>
void for_each_changed_member(Part& part, const All& all, const std::function<void(const All&)>& check) {
    boost::pfr::for_each_field(part, [&](auto& member) {
        using Member = std::decay_t<decltype(member)>;
        if constexpr (is_struct<Member>) {
            for_each_changed_member<Member, All>(member, all, check);
        } else if constexpr (!std::is_same_v<Member, Origin>) {
            if constexpr (is_optional_struct<Member>) {
                if (member) {
                    for_each_changed_member<typename Member::value_type, All>(*member, all, check);
                }
            }
            if constexpr (is_variant<Member>) {
                std::visit([&]<class Held>(Held& held) { for_each_changed_member<Held, All>(held, all, check); },
                           member);
            }
            const Member kept = member;
            change_value(member);
            check(all);
            member = kept;
        }
    });
}

// The changes that are one member away from `before`; `is_elsewhere` tells of those that are no option of their own.
template <class Spec>
int expect_an_option_for_each_member(const Spec& before, bool (*is_elsewhere)(const Spec&, const Spec&)) {
    Spec after = before;
    int changes = 0;
    for_each_changed_member<Spec, Spec>(after, after, [&](const Spec& changed) {
        ++changes;
        EXPECT_FALSE(changed == before) << "change " << changes << ": the member is not compared";
        if (is_elsewhere(before, changed)) {
            return;
        }
        const Changes options = changed_options(before, changed);
        ASSERT_EQ(options.size(), 1u) << "change " << changes << ": the member needs a row in option_changes.cpp";
        EXPECT_TRUE(options[0].variables || options[0].before != options[0].after) << options[0].name;
    });
    return changes;
}

TEST(OptionChanges, NoMemberOfAProcessIsForgotten) {
    const auto is_elsewhere = [](const ProcessSpec& before, const ProcessSpec& after) {
        return before.name != after.name; // another process
    };
    ProcessSpec process;
    process.stdout_log.target = LogSpec::Target::File; // a path means nothing otherwise
    process.stderr_log.target = LogSpec::Target::File;
    EXPECT_GE(expect_an_option_for_each_member<ProcessSpec>(process, is_elsewhere), 41);
    fill(process);
    EXPECT_GE(expect_an_option_for_each_member<ProcessSpec>(process, is_elsewhere), 47);
}

TEST(OptionChanges, NoMemberOfAGroupIsForgotten) {
    const auto is_elsewhere = [](const GroupSpec& before, const GroupSpec& after) {
        return before.name != after.name || before.processes != after.processes;
    };
    GroupSpec group;
    EXPECT_GE(expect_an_option_for_each_member<GroupSpec>(group, is_elsewhere), 4);
    fill(group);
    EXPECT_GE(expect_an_option_for_each_member<GroupSpec>(group, is_elsewhere), 12);
}

TEST(OptionChanges, EqualSpecsHaveNone) {
    EXPECT_EQ(changed_options(ProcessSpec(), ProcessSpec()), Changes());
    EXPECT_EQ(changed_options(GroupSpec(), GroupSpec()), Changes());
}

TEST(OptionChanges, ValuesAreSpelledAsInTheFile) {
    ProcessSpec before;
    before.stopsignals = {{SIGUSR1, std::nullopt}, {SIGTERM, std::chrono::seconds(5)}};
    before.umask = 022;
    ProcessSpec after;
    after.command = "/bin/b";
    after.startsecs = std::chrono::seconds(5);
    after.autorestart = AutoRestart::Always;
    after.restart.delay = std::chrono::milliseconds(500);
    after.restart.limit = RestartLimit{5, std::chrono::minutes(10)};
    after.exitcodes = {0, 2};
    after.stdout_log.target = LogSpec::Target::File;
    after.stdout_log.path = "/tmp/a.log";
    after.stdout_log.maxbytes = ByteSize{1024};
    after.redirect_stderr = true;
    after.stderr_log.target = LogSpec::Target::None;
    EXPECT_EQ(changed_options(before, after),
              (Changes{change("command", "", "/bin/b"), change("umask", "022", std::nullopt),
                       change("autorestart", "unexpected", "true"), change("startsecs", "1", "5"),
                       change("restart_delay", std::nullopt, "0.5"), change("restart_limit", std::nullopt, "5/10m"),
                       change("exitcodes", "0", "0,2"), change("stopsignal", "USR1, TERM 5", "TERM"),
                       change("redirect_stderr", "false", "true"), change("stdout_logfile", "AUTO", "/tmp/a.log"),
                       change("stdout_logfile_maxbytes", "50MB", "1KB"), change("stderr_logfile", "AUTO", "NONE")}));
}

TEST(OptionChanges, ASocketIsComparedByTheKeysOfItsSection) {
    ProcessSpec before;
    ProcessSpec after;
    after.socket = SocketSpec{"php", UnixSocketAddress{"/run/a", 0660, 1, 2}, 5};
    EXPECT_EQ(changed_options(before, after), Changes{change("socket", std::nullopt, "unix:///run/a")});
    before.socket = SocketSpec{"php", UnixSocketAddress{"/run/b", 0700, std::nullopt, std::nullopt}, std::nullopt};
    EXPECT_EQ(changed_options(before, after),
              (Changes{change("socket", "unix:///run/b", "unix:///run/a"), change("socket_owner", std::nullopt, "1:2"),
                       change("socket_mode", "0700", "0660"), change("socket_backlog", std::nullopt, "5")}));
    before.socket->address = InetSocketAddress{"localhost", 9000};
    before.socket->backlog = 5;
    EXPECT_EQ(changed_options(before, after), Changes{change("socket", "tcp://localhost:9000", "unix:///run/a")});
    after.socket->address = InetSocketAddress{"localhost", 9001};
    EXPECT_EQ(changed_options(before, after),
              Changes{change("socket", "tcp://localhost:9000", "tcp://localhost:9001")});
}

TEST(OptionChanges, OfTheEnvironmentOnlyNamesAreShown) {
    ProcessSpec before;
    before.environment = {{"GONE", "s3cret"}, {"OTHER", "s3cret"}, {"SAME", "1"}};
    ProcessSpec after;
    after.environment = {{"OTHER", "changed"}, {"NEW", "s3cret"}, {"SAME", "1"}};
    EXPECT_EQ(changed_options(before, after),
              (Changes{{"environment", {}, {}, VariableChanges{{"NEW"}, {"GONE"}, {"OTHER"}}}}));
}

TEST(OptionChanges, CredentialsOfAServerUrlAreNotShown) {
    ProcessSpec before;
    ProcessSpec after;
    after.serverurl = "http://user:s3cr/et@host:1";
    EXPECT_EQ(changed_options(before, after), Changes{change("serverurl", "AUTO", "http://***@host:1")});
    before.serverurl = "http://user:other@host:1";
    EXPECT_EQ(changed_options(before, after),
              Changes{change("serverurl", "http://***@host:1", "http://***@host:1 (other credentials)")});
    before.serverurl = "unix:///run/supervisor.sock";
    EXPECT_EQ(changed_options(before, after)[0].before, "unix:///run/supervisor.sock");
}

TEST(OptionChanges, AnAccountIsNamedAndToldApartFromItsNamesake) {
    ProcessSpec before;
    ProcessSpec after;
    after.user = Account{"www", 33, 33, {}};
    EXPECT_EQ(changed_options(before, after), Changes{change("user", std::nullopt, "www")});
    before.user = Account{"www", 33, 33, {4, 5}};
    EXPECT_EQ(changed_options(before, after),
              Changes{change("user", "www (uid 33, gid 33, groups 4 5)", "www (uid 33, gid 33, groups )")});
}

TEST(OptionChanges, GroupsDifferInPriorityAndPool) {
    GroupSpec before;
    GroupSpec after;
    after.priority = 5;
    EXPECT_EQ(changed_options(before, after), Changes{change("priority", "999", "5")});
    after = before;
    after.listener = ListenerSpec{
        {{"EVENT", "web:*"}, {"TICK_60", ""}},       20, EventLength::Bytes, Delivery::Durable, 1_MiB, "/q.events",
        PluginSpec{"/lib/a.so", {"-m", "two words"}}};
    EXPECT_EQ(changed_options(before, after), Changes{change("section", "program", "eventlistener")});
    before.listener.emplace();
    EXPECT_EQ(changed_options(before, after),
              (Changes{change("events", "", "EVENT(web:*),TICK_60"), change("buffer_size", "10", "20"),
                       change("event_length", "characters", "bytes"), change("delivery", "memory", "durable"),
                       change("buffer_bytes", "64MB", "1MB"), change("delivery_file", "", "/q.events"),
                       change("plugin", std::nullopt, "/lib/a.so -m 'two words'")}));
}

} // namespace
} // namespace halberd
