#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace halberd {

// Writes one XML-RPC struct as <value>…</value> straight into a text, for results that are asked for often and are
// large. The struct is complete when the writer is destroyed. Names of members are ours: they are not escaped.
class StructWriter {
 public:
    explicit StructWriter(std::string& out);
    ~StructWriter();
    StructWriter(const StructWriter&) = delete;
    StructWriter& operator=(const StructWriter&) = delete;

    void text(std::string_view name, std::string_view value);
    void integer(std::string_view name, std::int64_t value);
    void real(std::string_view name, double value);

 private:
    std::string& out_;
};

} // namespace halberd
