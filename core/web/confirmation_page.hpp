#pragma once

#include "core/http/handler.hpp"
#include "core/rpc/control.hpp"
#include "core/web/status_actions.hpp"

namespace halberd {

// Asks whether an action is to be carried out, with a form that does so.
HttpResponse confirmation_page(const Control& control, const PageAction& action);

} // namespace halberd
