#include "core/config/program_spec.hpp"

#include <tuple>

namespace halberd {

bool GroupSpec::operator==(const GroupSpec& other) const {
    return std::tie(name, priority, processes, listener) ==
           std::tie(other.name, other.priority, other.processes, other.listener);
}

} // namespace halberd
