#include "sdk/outbox/alert_id.hpp"

#include "sdk/mail/host_name.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <random>

namespace halberd::outbox {
namespace {

std::string text_of(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

// The plugin is in supervisord itself when the variables of its listener are not those of this process.
bool is_in_supervisord(const Host& host) {
    return std::ranges::any_of(std::array{"SUPERVISOR_SERVER_URL", "SUPERVISOR_PROCESS_NAME"}, [&](const char* name) {
        const char* own = std::getenv(name);
        return host.variable(name) != (own != nullptr ? std::optional<std::string_view>(own) : std::nullopt);
    });
}

// When a process started, in ticks since the boot: the 22nd field, of which the second, the name, may hold blanks.
std::string start_of(pid_t pid) {
    const std::string stat = text_of("/proc/" + std::to_string(pid) + "/stat");
    std::size_t at = stat.rfind(')');
    for (int field = 2; field < 22 && at != std::string::npos; ++field) {
        at = stat.find(' ', at + 1);
    }
    return at == std::string::npos ? std::string() : stat.substr(at + 1, stat.find(' ', at + 1) - at - 1);
}

} // namespace

std::string digits_of(std::string_view text, std::string_view salt) {
    std::uint64_t hash = 0xcbf29ce484222325U;
    for (const std::string_view part : {salt, text}) {
        for (const char c : part) {
            hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
        }
    }
    std::array<char, 17> digits{};
    std::snprintf(digits.data(), digits.size(), "%016llx", static_cast<unsigned long long>(hash));
    return digits.data();
}

std::string life_of_supervisord(const Host& host) {
    if (host.variable("SUPERVISOR_DELIVERY") == "durable") {
        return {};
    }
    const pid_t supervisord = is_in_supervisord(host) ? ::getpid() : ::getppid();
    const std::string boot = text_of("/proc/sys/kernel/random/boot_id");
    const std::string start = start_of(supervisord);
    if (boot.empty() || start.empty()) {
        return std::to_string(std::random_device{}());
    }
    return boot + start;
}

std::string alert_id(const Event& event, unsigned ordinal, const std::string& life) {
    const std::string host = mail::host_name();
    std::string text = host + "\n" + life;
    for (const std::string_view part : {event.server(), event.pool(), event.name(), event.payload()}) {
        text += "\n" + std::string(part);
    }
    text += "\n" + std::to_string(event.pool_serial()) + "\n" + std::to_string(ordinal);
    return digits_of(text) + digits_of(text, "halberd") + "@" + host;
}

} // namespace halberd::outbox
