#include "core/store/event_file.hpp"
#include "core/store/sqlite_event_file.hpp"

namespace {

std::unique_ptr<halberd::EventFile> make_file(const std::string& path) {
    return std::make_unique<halberd::SqliteEventFile>(path);
}

} // namespace

extern "C" __attribute__((visibility("default")))
const halberd::EventFileModule halberd_event_file_module = {HALBERD_STORE_BUILD, make_file};
