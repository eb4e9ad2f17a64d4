#include "core/config/listener_delivery.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace halberd {
namespace {

void warn_of_useless_key(SectionReader& reader, const char* key, const char* means_nothing, const char* hint) {
    if (reader.find(key) != nullptr) {
        reader.warning(key, means_nothing, hint);
    }
}

} // namespace

std::string default_delivery_file(const ServerOptions& server, const std::string& pool) {
    return server.childlogdir + "/" + server.identifier + "-" + pool + ".events";
}

void settle_delivery(const ListenerSection& values, const std::string& pool, const ServerOptions& server,
                     SectionReader& reader, ListenerSpec& listener) {
    const std::string file = values.delivery_file.value_or(default_delivery_file(server, pool));
    listener.delivery = values.delivery;
    if (values.delivery == Delivery::Durable) {
        listener.buffer_bytes = values.buffer_bytes.value_or(listener.buffer_bytes);
        listener.delivery_file = file;
        warn_of_useless_key(reader, "buffer_size", "means nothing with delivery=durable",
                            "write buffer_bytes= instead");
        return;
    }
    for (const char* key : {"buffer_bytes", "delivery_file"}) {
        warn_of_useless_key(reader, key, "means nothing without delivery=durable",
                            "add delivery=durable, or remove it");
    }
    std::error_code ignored;
    if (std::filesystem::exists(file, ignored)) {
        reader.warning("delivery",
                       fmt::format("{}, which delivery=durable has left, may hold events; nobody gets them", file),
                       "write delivery=durable to have them delivered, or remove the file");
    }
}

} // namespace halberd
