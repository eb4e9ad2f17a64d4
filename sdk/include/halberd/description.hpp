#pragma once

#include <halberd/description_abi.h>

#include <cstddef>

namespace halberd {
inline namespace v1 {

// An option of a plugin's arguments, or a heading over those that follow, as a row of a table:
//
//   static constexpr halberd::Option options[] = {
//       {nullptr, 0, nullptr, "Whose exits:"},
//       {"program", 'p', "NAME", "the process NAME, or GROUP:NAME"},
//       {"any", 'a', nullptr, "every process"},
//   };
//
// -h and --help are understood without a row. The strings are literals: they outlive the plugin.
using Option = halberd_option;

// A table of options that somebody else keeps.
struct OptionTable {
    const Option* data = nullptr;
    std::size_t size = 0;

    constexpr OptionTable() = default;
    template <std::size_t N>
    constexpr OptionTable(const Option (&table)[N]) : data(table), size(N) {}
    constexpr OptionTable(const Option* first, std::size_t count) : data(first), size(count) {}

    constexpr const Option* begin() const { return data; }
    constexpr const Option* end() const { return data + size; }
};

// What halberd-plugin-host --describe says of a plugin. A class that has use for it declares
//
//   static constexpr halberd::Description description{"PROCESS_STATE_EXITED", options};
struct Description {
    const char* events; // what events= of its section should list
    OptionTable options;
};

} // namespace v1
} // namespace halberd
