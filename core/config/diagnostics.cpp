#include "core/config/diagnostics.hpp"

#include "core/config/source_excerpt.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace halberd {
namespace {

std::string place(const Origin& origin) {
    std::string text = origin.file;
    if (origin.line > 0) {
        text += ":" + std::to_string(origin.line);
        if (origin.column > 0) {
            text += ":" + std::to_string(origin.column);
        }
    }
    return text.empty() ? text : text + ": ";
}

std::string counted(std::size_t count, std::string_view noun) {
    const std::string number = count == 0 ? "no" : std::to_string(count);
    return fmt::format("{} {}{}", number, noun, count == 1 ? "" : "s");
}

} // namespace

std::string_view severity_name(Diagnostic::Severity severity) {
    return severity == Diagnostic::Severity::Error ? "error" : "warning";
}

std::string Diagnostic::text() const {
    return place(origin) + message + (hint.empty() ? "" : " (" + hint + ")");
}

std::string Diagnostic::report() const {
    std::string text = fmt::format("{}{}: {}\n", place(origin), severity_name(severity), message);
    if (!source.empty()) {
        text += source_excerpt(source, origin.line, origin.column);
    }
    if (!hint.empty()) {
        text += fmt::format("  hint: {}\n", hint);
    }
    return text;
}

void Diagnostics::error(Origin origin, std::string message, std::string hint) {
    add({Diagnostic::Severity::Error, std::move(origin), std::move(message), std::move(hint)});
}

void Diagnostics::warning(Origin origin, std::string message, std::string hint) {
    add({Diagnostic::Severity::Warning, std::move(origin), std::move(message), std::move(hint)});
}

void Diagnostics::add(Diagnostic diagnostic) {
    diagnostic.message = visible_text(diagnostic.message);
    diagnostic.hint = visible_text(diagnostic.hint);
    if (said_.insert(diagnostic.text()).second) {
        all_.push_back(std::move(diagnostic));
    }
}

void Diagnostics::sort_by_place() {
    std::unordered_map<std::string, std::size_t> ranks;
    for (const Diagnostic& one : all_) {
        ranks.emplace(one.origin.file, ranks.size());
    }
    std::stable_sort(all_.begin(), all_.end(), [&](const Diagnostic& a, const Diagnostic& b) {
        const std::size_t rank_a = ranks.at(a.origin.file);
        const std::size_t rank_b = ranks.at(b.origin.file);
        return std::tie(rank_a, a.origin.line, a.origin.column) < std::tie(rank_b, b.origin.line, b.origin.column);
    });
}

void Diagnostics::for_each(const std::function<void(Diagnostic&)>& change) {
    std::for_each(all_.begin(), all_.end(), change);
}

bool Diagnostics::has_errors() const {
    return count(Diagnostic::Severity::Error) > 0;
}

std::size_t Diagnostics::count(Diagnostic::Severity severity) const {
    const auto found =
        std::count_if(all_.begin(), all_.end(), [&](const auto& one) { return one.severity == severity; });
    return static_cast<std::size_t>(found);
}

std::string Diagnostics::error_text() const {
    std::string text;
    for (const Diagnostic& one : all_) {
        if (one.severity == Diagnostic::Severity::Error) {
            text += (text.empty() ? "" : "\n") + one.text();
        }
    }
    return text;
}

std::string Diagnostics::report() const {
    std::string text;
    for (const Diagnostic& one : all_) {
        text += one.report();
    }
    return text;
}

std::string Diagnostics::error_report() const {
    std::string text;
    for (const Diagnostic& one : all_) {
        text += one.severity == Diagnostic::Severity::Error ? one.report() : "";
    }
    if (!text.empty()) {
        text.pop_back();
    }
    return text;
}

std::string Diagnostics::summary() const {
    return counted(count(Diagnostic::Severity::Error), "error") + ", " +
           counted(count(Diagnostic::Severity::Warning), "warning");
}

} // namespace halberd
