#pragma once

// The header that a plugin includes. A whole plugin:
//
//   #include <halberd/plugin.hpp>
//
//   class Greeter : public halberd::Plugin {
//    public:
//       Greeter(halberd::Host& host, const std::vector<std::string>& arguments);
//       halberd::Result handle(const halberd::Event& event) override;
//   };
//
//   HALBERD_PLUGIN(Greeter, "org.example.greeter", "1.0.0", "Greets every process that starts")
//
// All of a plugin runs on one thread, which belongs to it: constructor, handle and destructor. An exception that leaves
// the constructor ends the start with its text; one that leaves handle counts as Result::fail with its text.

#include <halberd/command_line_abi.h>
#include <halberd/plugin_abi.h>
#include <halberd/description.hpp>
#include <halberd/event.hpp>
#include <halberd/host.hpp>
#include <halberd/result.hpp>

#include <optional>
#include <string>
#include <vector>

namespace halberd {
inline namespace v1 {

// The base class of every plugin.
class Plugin {
 public:
    Plugin() = default;
    Plugin(const Plugin&) = delete;
    Plugin& operator=(const Plugin&) = delete;
    virtual ~Plugin() = default;

    // Deals with one event; the next one comes when this has returned. May take its time: nobody else waits.
    virtual Result handle(const Event& event) = 0;
};

// How a plugin's own program ends at once, instead of handling events: after -h, or when its arguments are wrong. A
// class that has use for it declares
//
//   static std::optional<halberd::Exit> command_line(const std::vector<std::string>& arguments);
//
// which returns nothing when the plugin can be made with these arguments. Inside the daemon it is not called: there the
// constructor throws, and the exception's text says what is wrong.
struct Exit {
    int status = 0;  // 0 to 255
    std::string out; // printed on stdout as it is, newlines included
    std::string err; // the same for stderr
};

} // namespace v1
} // namespace halberd

#include <halberd/plugin_thunks.hpp>

// Makes the class the plugin of this shared object, or program. Once, outside of any namespace. `id` names the plugin
// for ever ("org.example.crashmail"), `version` is its own, `summary` is one line about what it does; all are literals.
#define HALBERD_PLUGIN(CLASS, ID, VERSION, SUMMARY)                       \
    extern "C" HALBERD_EXPORT const struct halberd_plugin halberd_plugin; \
    constinit const struct halberd_plugin halberd_plugin = ::halberd::thunks::table_of<CLASS>(ID, VERSION, SUMMARY);
