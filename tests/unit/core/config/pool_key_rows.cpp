#include "tests/unit/core/config/key_rows.hpp"

#include <gmock/gmock.h>

#include <functional>

namespace halberd {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

constexpr const char* pool = "eventlistener:";
constexpr const char* group = "group:";
constexpr const char* fcgi = "fcgi-program:";
constexpr const char* interface = "rpcinterface:";
const std::string factory = "supervisor.rpcinterface_factory";

template <class Member, class Wanted>
Effect listener(Member ListenerSpec::*member, Wanted wanted) {
    return [=](const Configuration& read) { EXPECT_THAT(*read.groups.at(0).listener.*member, wanted); };
}

// What the socket of a FastCGI program has.
template <class Member, class Wanted>
Effect socket_file(Member UnixSocketAddress::*member, Wanted wanted) {
    return [=](const Configuration& read) {
        EXPECT_EQ(std::get<UnixSocketAddress>(read.groups.at(0).processes.at(0).socket->address).*member, wanted);
    };
}

template <class Value, class Wanted>
Effect fcgi_socket(Value value, Wanted wanted) {
    return [=](const Configuration& read) { EXPECT_EQ(value(*read.groups.at(0).processes.at(0).socket), wanted); };
}

} // namespace

std::vector<GoodRow> good_pool_rows() {
    return {
        {fcgi, "socket", "tcp://LocalHost:9000", fcgi_socket(std::mem_fn(&SocketSpec::url), "tcp://localhost:9000")},
        {fcgi, "socket", "unix:///run/%(program_name)s.sock",
         fcgi_socket(std::mem_fn(&SocketSpec::url), "unix:///run/php.sock")},
        {fcgi, "socket_owner", "root:daemon", socket_file(&UnixSocketAddress::owner_gid, gid_t{1})},
        {fcgi, "socket_mode", "0660", socket_file(&UnixSocketAddress::mode, mode_t{0660})},
        {fcgi, "socket_backlog", "7", fcgi_socket(std::mem_fn(&SocketSpec::backlog), 7)},
        {pool, "events", "process_state, TICK_60",
         listener(&ListenerSpec::events,
                  ElementsAre(EventSelection{"PROCESS_STATE", ""}, EventSelection{"TICK_60", ""}))},
        {pool, "events", "process_state_exited( web:* ),PROCESS_STATE(db)",
         listener(&ListenerSpec::events,
                  ElementsAre(EventSelection{"PROCESS_STATE_EXITED", "web:*"}, EventSelection{"PROCESS_STATE", "db"}))},
        {pool, "event_length", "bytes", listener(&ListenerSpec::event_length, EventLength::Bytes)},
        {pool, "event_length", "bytes",
         [](const Configuration& read) {
             EXPECT_THAT(read.groups.at(0).processes.at(0).environment,
                         ElementsAre(Pair("SUPERVISOR_EVENT_LENGTH", "bytes")));
         }},
        {pool, "event_length", "Characters", listener(&ListenerSpec::event_length, EventLength::Characters)},
        {pool, "delivery", "Durable", listener(&ListenerSpec::delivery, Delivery::Durable)},
        {pool, "delivery", "durable",
         [](const Configuration& read) {
             EXPECT_EQ(read.groups.at(0).listener->delivery_file,
                       read.server.childlogdir + "/supervisor-" + read.groups.at(0).name + ".events");
         }},
        {pool, "delivery", "durable",
         [](const Configuration& read) {
             EXPECT_THAT(read.groups.at(0).processes.at(0).environment,
                         ElementsAre(Pair("SUPERVISOR_DELIVERY", "durable")));
         }},
        {pool, "delivery", "memory", listener(&ListenerSpec::delivery_file, "")},
        {pool, "buffer_bytes", "2MB", listener(&ListenerSpec::buffer_bytes, ByteSize{2 << 20}), "delivery=durable\n"},
        {pool, "delivery_file", "/etc/../queue.events", listener(&ListenerSpec::delivery_file, "/queue.events"),
         "delivery=durable\n"},
        {pool, "buffer_size", "33", listener(&ListenerSpec::buffer_size, 33U)},
        {pool, "result_handler", "supervisor.dispatchers:default_handler", listener(&ListenerSpec::buffer_size, 10U)},
        {pool, "redirect_stderr", "false",
         [](const Configuration& read) { EXPECT_FALSE(read.groups.at(0).processes.at(0).redirect_stderr); }},
        {pool, "plugin", "/bin/sh -c x",
         [](const Configuration& read) {
             const PluginSpec& plugin = *read.groups.at(0).listener->plugin;
             EXPECT_EQ(plugin.library, "/bin/sh");
             EXPECT_THAT(plugin.arguments, ElementsAre("-c", "x"));
         }},
        {pool, "isolation", "process",
         [](const Configuration& read) {
             EXPECT_EQ(read.groups.at(0).listener->plugin, std::nullopt);
             EXPECT_EQ(read.groups.at(0).processes.at(0).command, "/usr/bin/halberd-plugin-host /bin/sh");
         },
         "plugin=/bin/sh\n"},
        {pool, "isolation", "none", [](const Configuration& read) { EXPECT_TRUE(read.groups.at(0).listener->plugin); },
         "plugin=/bin/sh\n"},
        {group, "programs", "web",
         [](const Configuration& read) {
             ASSERT_EQ(read.groups.size(), 1U);
             EXPECT_EQ(read.groups.at(0).name, "g");
             EXPECT_EQ(read.groups.at(0).processes.at(0).name, "web");
         }},
        {group, "priority", "5", [](const Configuration& read) { EXPECT_EQ(read.groups.at(0).priority, 5); }},
        {interface, factory, "supervisor.rpcinterface:make_main_rpcinterface",
         [](const Configuration& read) { EXPECT_TRUE(read.groups.empty()); }},
        {interface, "plugin", "/bin/sh -c x",
         [](const Configuration& read) {
             const RpcPluginSpec& plugin = read.server.rpc_plugins.at(0);
             EXPECT_EQ(plugin.name, "twiddler");
             EXPECT_EQ(plugin.plugin, (PluginSpec{"/bin/sh", {"-c", "x"}}));
         }},
        {interface, "whitelist", "log",
         [](const Configuration& read) {
             EXPECT_THAT(read.server.rpc_plugins.at(0).plugin.arguments, ElementsAre("--whitelist=log"));
         },
         factory + "=supervisor_twiddler.rpcinterface:make_twiddler_rpcinterface\n"},
    };
}

std::vector<BadRow> bad_pool_rows() {
    return {
        {fcgi, "socket", "http://localhost", "Bad socket format http://localhost",
         "write unix:///run/NAME.sock or tcp://HOST:PORT"},
        {fcgi, "socket_owner", "no-such-user",
         "Invalid user:group definition no-such-user: Invalid user name no-such-user",
         "there is no such account; create it, or name one that `getent passwd` lists"},
        {fcgi, "socket_mode", "rw", "rw can not be converted to an octal type", "write a mode such as 022 or 0700"},
        {fcgi, "socket_backlog", "0", "Invalid socket_backlog value 0", "write a number from 1 to 65535"},
        {pool, "events", "PROCESS_STATE_EXIT", "Unknown event type 'PROCESS_STATE_EXIT'",
         "did you mean 'PROCESS_STATE_EXITED'?"},
        {pool, "events", "PROCESS_STATE(web:*", "'PROCESS_STATE(web:*' is not an event with a pattern for processes",
         "write TYPE(GROUP:PROCESS), where * stands for anything: PROCESS_STATE_EXITED(web:*)"},
        {pool, "events", "PROCESS_STATE()", "'PROCESS_STATE()' is not an event with a pattern for processes",
         "write TYPE(GROUP:PROCESS), where * stands for anything: PROCESS_STATE_EXITED(web:*)"},
        {pool, "events", "TICK_60(web:*)", "TICK_60 is about no process, 'web:*' fits none",
         "leave the pattern out; it goes with PROCESS_STATE, PROCESS_LOG, PROCESS_COMMUNICATION and PROCESS_GROUP and "
         "their subtypes"},
        {pool, "event_length", "words", "'words' is no unit for the length of events", "write characters or bytes"},
        {pool, "delivery", "disk", "'disk' is no kind of delivery",
         "write memory (events are lost with the daemon) or durable (they are kept on disk)"},
        {pool, "buffer_bytes", "1023", "'1023' is too small", "write 1KB or more", "delivery=durable\n"},
        {pool, "buffer_bytes", "much", "'much' is not a number of bytes",
         "write a number, or one with KB, MB or GB: 50MB", "delivery=durable\n"},
        BadRow(pool, "buffer_bytes", "2MB", "means nothing without delivery=durable",
               "add delivery=durable, or remove it")
            .as_warning(),
        BadRow(pool, "delivery_file", "/queue.events", "means nothing without delivery=durable",
               "add delivery=durable, or remove it")
            .as_warning(),
        BadRow(pool, "buffer_size", "5", "means nothing with delivery=durable", "write buffer_bytes= instead",
               "delivery=durable\n")
            .as_warning(),
        {pool, "delivery_file", "/no/such/x.events",
         "The directory named as part of the path /no/such/x.events does not exist", "create it: mkdir -p /no/such",
         "delivery=durable\n"},
        {pool, "delivery_file", "/etc", "/etc is a folder", "name a file in it, such as queue.events",
         "delivery=durable\n"},
        {pool, "events", "EVENT,", "Unknown event type ''", "write names such as PROCESS_STATE_EXITED,TICK_60"},
        {pool, "events", "", "names no event", "write names such as PROCESS_STATE_EXITED,TICK_60"},
        {pool, "buffer_size", "0", "'0' is too small", "write 1 or more"},
        {pool, "buffer_size", "x", "'x' is not a whole number", "write digits only, such as 10"},
        {pool, "result_handler", "my.module:handler",
         "my.module:handler cannot be resolved: Python functions are not supported",
         "leave result_handler= out; a listener answers OK or FAIL"},
        {pool, "redirect_stderr", "true",
         "redirect_stderr=true is not allowed because it will interfere with the eventlistener protocol", "remove it"},
        {pool, "plugin", "", "the plugin has no name", "write NAME or /path/NAME.so, then its arguments"},
        {pool, "isolation", "thread", "'thread' is no kind of isolation",
         "write none (in the daemon) or process (in a process of its own)", "plugin=/bin/sh\n"},
        {group, "programs", "wbe", "names unknown program or fcgi-program 'wbe'", "did you mean 'web'?"},
        {group, "priority", "first", "'first' is not a whole number", "write digits only, such as 10"},
        {interface, factory, "twiddler:make", "twiddler:make cannot be resolved: Python interfaces are not supported",
         "remove the section, or name a plugin that does the same: plugin=NAME; an event listener can call "
         "supervisor.* "
         "methods as well"},
        {interface, "plugin", "", "the plugin has no name", "write NAME or /path/NAME.so, then its arguments"},
        BadRow(interface, "whitelist", "log",
               "means nothing beside plugin=", "write plugin=twiddler --whitelist=METHODS", "plugin=/bin/sh\n")
            .as_warning(),
    };
}

} // namespace halberd
