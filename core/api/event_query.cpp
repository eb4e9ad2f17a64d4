#include "core/api/event_query.hpp"

#include "core/config/event_selections.hpp"

#include <utility>

namespace halberd {

std::vector<EventSelection> read_event_types(const ApiCallPtr& call) {
    const std::string types = call->parameters().text("types");
    if (types.empty()) {
        return {};
    }
    auto selections = parse_event_selections(types, call->control().events().type_names());
    if (!selections) {
        call->parameters().refuse("types", selections.error().reason + " (" + selections.error().hint + ")");
        return {};
    }
    return *std::move(selections);
}

} // namespace halberd
