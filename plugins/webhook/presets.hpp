#pragma once

#include "plugins/shared/gateway/body_template.hpp"
#include "plugins/shared/gateway/signature.hpp"

#include <string>

namespace halberd::webhook {

// What a service wants to be told how.
struct Preset {
    const char* name; // of --preset; the log calls the recipient by it
    gateway::BodyTemplate::Form form;
    const char* body;
    const char* error_member = "";                     // of an answer that is none: gateway::judge()
    const char* url = "";                              // when the service has one for all
    gateway::Signing signing = gateway::Signing::None; // when there is a secret
    bool needs_key = false;
    bool needs_to = false;
    bool needs_from = false;
};

// What is posted without --preset: all that there is to tell.
const Preset& plain_preset();

// Null when there is none of that name.
const Preset* find_preset(const std::string& name);

// "slack, teams, …".
std::string preset_names();

} // namespace halberd::webhook
