#pragma once

#include "core/rpc/control.hpp"
#include "core/web/form.hpp"

#include <string>

namespace halberd {

// The end of a process's stdout log: processname=, and limit= for the number of bytes (at least 1024). Supervisor:
// web.py TailView.
std::string render_tail_page(const Control& control, const Form& form);

} // namespace halberd
