#pragma once

#include "core/config/program_spec.hpp"
#include "core/config/word_values.hpp"

namespace halberd {

// The words of the options that are one of a few: for the parsers, and for texts that show a value.

inline constexpr Words<Backoff, 3> backoff_words{
    {{"constant", Backoff::Constant}, {"linear", Backoff::Linear}, {"exponential", Backoff::Exponential}}};
inline constexpr Words<OnFatal, 2> on_fatal_words{{{"ignore", OnFatal::Ignore}, {"shutdown", OnFatal::Shutdown}}};
inline constexpr Words<StopScope, 3> stop_scope_words{
    {{"process", StopScope::Process}, {"group", StopScope::Group}, {"tree", StopScope::Tree}}};
inline constexpr Words<UserEnvironment, 2> user_environment_words{
    {{"inherit", UserEnvironment::Inherit}, {"login", UserEnvironment::Login}}};
inline constexpr Words<LogFormat, 3> log_format_words{
    {{"raw", LogFormat::Raw}, {"text", LogFormat::Text}, {"json", LogFormat::Json}}};
inline constexpr Words<Compression, 3> compression_words{
    {{"none", Compression::None}, {"gzip", Compression::Gzip}, {"zstd", Compression::Zstd}}};
inline constexpr Words<EventLength, 2> event_length_words{
    {{"characters", EventLength::Characters}, {"bytes", EventLength::Bytes}}};

} // namespace halberd
