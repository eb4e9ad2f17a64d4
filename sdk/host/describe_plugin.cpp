#include "sdk/host/describe_plugin.hpp"

#include "sdk/host/rpc_methods.hpp"
#include "sdk/options/usage_text.hpp"

#include <halberd/description_abi.h>

#include <algorithm>
#include <cstring>
#include <vector>

namespace halberd {
namespace {

// Options as this host knows them: those of a plugin may have more members.
std::vector<Option> options_of(const halberd_description& description) {
    std::vector<Option> options;
    const auto* bytes = reinterpret_cast<const char*>(description.options);
    for (std::size_t i = 0; bytes != nullptr && i < description.option_count; ++i) {
        Option option{};
        std::memcpy(&option, bytes + i * description.option_size,
                    std::min<std::size_t>(sizeof option, description.option_size));
        options.push_back(option);
    }
    return options;
}

} // namespace

std::string describe_plugin(const struct halberd_plugin& plugin) {
    std::string text;
    const auto line = [&text](const char* key, const std::string& value) { text += key + value + "\n"; };
    line("id:       ", plugin.id);
    line("version:  ", plugin.version);
    line("ABI:      ", std::to_string(plugin.abi_major) + ", needs minor " + std::to_string(plugin.abi_minor_needed) +
                           " (this host has " + std::to_string(HALBERD_ABI_MAJOR) + "." +
                           std::to_string(HALBERD_ABI_MINOR) + ")");
    line("summary:  ", plugin.summary);
    if (const auto methods = rpc_methods_of(plugin)) {
        std::string names;
        for (const RpcMethod& method : *methods) {
            names += (names.empty() ? "" : ", ") + method.name;
        }
        line("methods:  ", names);
    }
    const void* extension =
        plugin.get_extension != nullptr ? plugin.get_extension(HALBERD_DESCRIPTION_EXTENSION) : nullptr;
    if (extension == nullptr) {
        line("events:   ", "not told");
        line("options:  ", "not told");
        return text;
    }
    const auto& description = *static_cast<const halberd_description*>(extension);
    const std::vector<Option> options = options_of(description);
    line("events:   ", *description.events == '\0' ? "none" : description.events);
    line("options:  ", options.empty() ? "none" : "");
    return options.empty() ? text : text + "\n" + options::usage_text({options.data(), options.size()});
}

} // namespace halberd
