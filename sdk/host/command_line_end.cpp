#include "sdk/host/command_line_end.hpp"

#include <halberd/command_line_abi.h>

namespace halberd {
namespace {

void write(void* context, int stream, halberd_string text) {
    auto& end = *static_cast<CommandLineEnd*>(context);
    if (text.size > 0) {
        (stream == HALBERD_STDOUT ? end.out : end.err).append(text.data, text.size);
    }
}

} // namespace

std::optional<CommandLineEnd> check_command_line(const struct halberd_plugin& plugin, const std::string& name,
                                                 const std::vector<std::string>& arguments) {
    const void* extension =
        plugin.get_extension != nullptr ? plugin.get_extension(HALBERD_COMMAND_LINE_EXTENSION) : nullptr;
    if (extension == nullptr) {
        return std::nullopt;
    }
    std::vector<const char*> argv{name.c_str()};
    for (const std::string& argument : arguments) {
        argv.push_back(argument.c_str());
    }
    const int argc = static_cast<int>(argv.size());
    argv.push_back(nullptr);
    CommandLineEnd end;
    end.status = static_cast<const halberd_command_line*>(extension)->check(argc, argv.data(), &end, write);
    return end.status < 0 ? std::nullopt : std::optional(std::move(end));
}

} // namespace halberd
