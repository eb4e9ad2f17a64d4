#include "core/events/event_selector.hpp"

#include "core/base/overloaded.hpp"

#include <fnmatch.h>

namespace halberd {
namespace {

bool matches(const std::string& pattern, const std::string& text) {
    return ::fnmatch(pattern.c_str(), text.c_str(), 0) == 0;
}

bool fits_group(const std::string& pattern, const std::string& group) {
    return matches(pattern.substr(0, pattern.find(':')), group);
}

} // namespace

bool fits(const std::string& pattern, const Namespec& process) {
    if (pattern.find(':') != std::string::npos) {
        return matches(pattern, process.group + ":" + process.process);
    }
    return matches(pattern, process.process) || matches(pattern, process.group);
}

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
