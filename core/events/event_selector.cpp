#include "core/events/event_selector.hpp"

#include "core/base/overloaded.hpp"

#include <fnmatch.h>

namespace halberd {
namespace {

bool fits_group(const std::string& pattern, const std::string& group) {
    return ::fnmatch(pattern.substr(0, pattern.find(':')).c_str(), group.c_str(), 0) == 0;
}

} // namespace

bool EventSelector::selects(const Event& event) const {
    if (!is_a(type_of(event), type)) {
        return false;
    }
    if (processes.empty()) {
        return true;
    }
    return std::visit(Overloaded{
                          [&](const ProcessStateEvent& one) { return fits(processes, one.process); },
                          [&](const ProcessLogEvent& one) { return fits(processes, one.process); },
                          [&](const ProcessCommunicationEvent& one) { return fits(processes, one.process); },
                          [&](const ProcessGroupEvent& one) { return fits_group(processes, one.group); },
                          [](const auto&) { return false; },
                      },
                      event);
}

} // namespace halberd
