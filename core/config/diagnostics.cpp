#include "core/config/diagnostics.hpp"

#include <algorithm>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace halberd {

std::string Diagnostic::text() const {
    std::string text = origin.file;
    if (origin.line > 0) {
        text += ":" + std::to_string(origin.line);
        if (origin.column > 0) {
            text += ":" + std::to_string(origin.column);
        }
    }
    if (!text.empty()) {
        text += ": ";
    }
    text += message;
    if (!hint.empty()) {
        text += " (" + hint + ")";
    }
    return text;
}

void Diagnostics::error(Origin origin, std::string message, std::string hint, std::string source) {
    add({Diagnostic::Severity::Error, std::move(origin), std::move(message), std::move(hint), std::move(source)});
}

void Diagnostics::warning(Origin origin, std::string message, std::string hint, std::string source) {
    add({Diagnostic::Severity::Warning, std::move(origin), std::move(message), std::move(hint), std::move(source)});
}

void Diagnostics::add(Diagnostic diagnostic) {
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
        return std::tie(rank_a, a.origin.line) < std::tie(rank_b, b.origin.line);
    });
}

bool Diagnostics::has_errors() const {
    return std::any_of(all_.begin(), all_.end(),
                       [](const Diagnostic& one) { return one.severity == Diagnostic::Severity::Error; });
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

} // namespace halberd
