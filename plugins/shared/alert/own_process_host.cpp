#include "plugins/shared/alert/own_process_host.hpp"

#include <cstdlib>
#include <cstring>
#include <string>

namespace halberd::alert {
namespace {

const halberd_host own_process = [] {
    halberd_host table{};
    table.struct_size = sizeof table;
    table.log = [](void*, int, halberd_string) {};
    table.get_variable = [](void*, halberd_string name, halberd_string* value) {
        const char* found = std::getenv(std::string(name.data, name.size).c_str());
        if (found != nullptr) {
            *value = {found, std::strlen(found)};
        }
        return found != nullptr ? 1 : 0;
    };
    return table;
}();

} // namespace

Host own_process_host() {
    return Host(own_process);
}

} // namespace halberd::alert
