#pragma once

#include "core/base/byte_size.hpp"
#include "core/base/log.hpp"
#include "core/config/bad_value.hpp"
#include "core/config/program_spec.hpp"
#include "core/config/program_table.hpp"

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halberd {

class AccountTable;

// How the text of one value becomes data: a function for each type that a key can have. The tables of keys name them.
// The text is what stands in the file after expansion.

// What some types need beside the text.
struct ValueContext {
    const ConfigEnvironment& environment;
    AccountTable& accounts;
    std::string base_directory; // what a relative path is relative to
};

Parsed<std::string> parse_text(std::string_view text);

// Supervisor: datatypes.py process_or_group_name().
Parsed<std::string> parse_name(std::string_view text);

// yes, true, on, 1 and no, false, off, 0, in any case.
Parsed<bool> parse_boolean(std::string_view text);

Parsed<int> parse_integer(std::string_view text);
Parsed<int> parse_count(std::string_view text); // 0 or more
Parsed<int> parse_positive_integer(std::string_view text);
Parsed<std::size_t> parse_buffer_size(std::string_view text);
Parsed<std::chrono::seconds> parse_seconds(std::string_view text);

// "022", "0o22" or "22".
Parsed<mode_t> parse_octal(std::string_view text);

Parsed<ByteSize> parse_size(std::string_view text);
Parsed<LogLevel> parse_level(std::string_view text);
Parsed<int> parse_signal(std::string_view text);
Parsed<std::optional<int>> parse_optional_signal(std::string_view text);

// "ignore" or "shutdown", in any case.
Parsed<OnFatal> parse_on_fatal(std::string_view text);

// Signals with commas between them, each with the seconds to wait after it: "TERM 5, INT 5, KILL". SIGKILL, which comes
// last anyway, is left out there unless it is the only one.
Parsed<std::vector<StopSignal>> parse_stop_signals(std::string_view text);

// "process", "group" or "tree", in any case.
Parsed<std::optional<StopScope>> parse_stop_scope(std::string_view text);

// "inherit" or "login", in any case.
Parsed<UserEnvironment> parse_user_environment(std::string_view text);

Parsed<AutoRestart> parse_auto_restart(std::string_view text);

// "5", "0.5", "500ms", "10m".
Parsed<std::optional<std::chrono::milliseconds>> parse_optional_duration(std::string_view text);

// "constant", "linear" or "exponential", in any case.
Parsed<Backoff> parse_backoff(std::string_view text);

// "20%" or "20", from 0 to 100.
Parsed<int> parse_percentage(std::string_view text);

// "5/10m": a number of starts and a duration.
Parsed<std::optional<RestartLimit>> parse_restart_limit(std::string_view text);

// Comma-separated numbers from 0 to 255; nothing at all is an empty list.
Parsed<std::vector<int>> parse_exit_codes(std::string_view text);

// Comma-separated words without the white space around them, as views of `text`; nothing at all is an empty list.
std::vector<std::string_view> words_between_commas(std::string_view text);

// Where `part`, a view of `text`, begins in it.
std::size_t offset_in(std::string_view text, std::string_view part);
Parsed<std::vector<std::string>> parse_words(std::string_view text);

Parsed<std::map<std::string, std::string>> parse_environment(std::string_view text);

// An URL for SUPERVISOR_SERVER_URL; nothing for AUTO. An empty one leaves the variable out.
Parsed<std::optional<std::string>> parse_server_url(std::string_view text);

// Where a HTTP server listens: "HOST:PORT", "*:PORT" or "PORT". Supervisor: datatypes.py inet_address().
struct InetAddress {
    std::string host; // in lower case; empty for all interfaces
    std::uint16_t port = 0;
};
Parsed<InetAddress> parse_inet_address(std::string_view text);

} // namespace halberd
