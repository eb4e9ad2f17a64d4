#include "core/config/diagnostics_json.hpp"

#include <boost/json.hpp>

namespace halberd {
namespace {

namespace json = boost::json;

json::object to_json(const Diagnostic& one) {
    json::object finding;
    const auto add = [&](std::string_view name, std::string_view value) {
        if (!value.empty()) {
            finding[name] = value;
        }
    };
    const auto add_position = [&](std::string_view name, int value) {
        finding[name] = value > 0 ? json::value(value) : json::value(nullptr);
    };
    finding["severity"] = severity_name(one.severity);
    add("code", one.code);
    finding["file"] = one.origin.file;
    add_position("line", one.origin.line);
    add_position("column", one.origin.column);
    add("section", one.section);
    add("key", one.key);
    finding["message"] = one.message;
    add("hint", one.hint);
    return finding;
}

std::string as_json(const std::string& file, const Diagnostics& diagnostics) {
    json::array findings;
    for (const Diagnostic& one : diagnostics.all()) {
        findings.push_back(to_json(one));
    }
    json::object all;
    all["file"] = file;
    all["errors"] = diagnostics.count(Diagnostic::Severity::Error);
    all["warnings"] = diagnostics.count(Diagnostic::Severity::Warning);
    all["findings"] = std::move(findings);
    return json::serialize(all) + "\n";
}

} // namespace

std::string format_findings(const std::string& file, const Diagnostics& diagnostics, FindingsFormat format) {
    return format == FindingsFormat::Json ? as_json(file, diagnostics)
                                          : diagnostics.report() + file + ": " + diagnostics.summary() + "\n";
}

} // namespace halberd
