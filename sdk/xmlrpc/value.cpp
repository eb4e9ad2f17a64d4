#include "sdk/xmlrpc/value.hpp"

#include <algorithm>

namespace halberd::xmlrpc {

const Value* Value::member(std::string_view name) const {
    const auto* members = get<Struct>();
    if (members == nullptr) {
        return nullptr;
    }
    const auto found =
        std::find_if(members->rbegin(), members->rend(), [&](const auto& entry) { return entry.first == name; });
    return found == members->rend() ? nullptr : &found->second;
}

} // namespace halberd::xmlrpc
