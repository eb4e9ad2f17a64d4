#include "core/api/parameters.hpp"

#include "core/base/percent_encoding.hpp"

#include <fmt/format.h>
#include <boost/json.hpp>

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <utility>

namespace halberd {
namespace {

namespace json = boost::json;

std::string decode_part(std::string_view text) {
    std::string spaced(text);
    std::replace(spaced.begin(), spaced.end(), '+', ' ');
    return percent_decode(spaced);
}

// "application/json; charset=utf-8" in any case.
bool is_json_type(std::string_view content_type) {
    std::string type(content_type.substr(0, content_type.find(';')));
    std::transform(type.begin(), type.end(), type.begin(), [](unsigned char c) { return std::tolower(c); });
    type.erase(type.find_last_not_of(' ') + 1);
    return type == "application/json";
}

// How far a text can be read as JSON.
std::string place_of_error(std::string_view text) {
    json::stream_parser parser;
    json::error_code error;
    const std::size_t read = parser.write_some(text.data(), text.size(), error);
    const std::string_view before = text.substr(0, std::min(read, text.size()));
    const auto line = std::count(before.begin(), before.end(), '\n') + 1;
    const std::size_t line_begin = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
    return fmt::format("body: line {}, column {}", line, before.size() - line_begin + 1);
}

} // namespace

struct Parameters::State {
    bool is_query = false;
    json::object values;
    std::set<std::string, std::less<>> known; // those that were asked for
    std::vector<BadPart> bad;

    std::string where(std::string_view name) const {
        return is_query ? fmt::format("query: {}", name) : fmt::format("body: /{}", name);
    }
    void note(std::string_view name, std::string what) { bad.push_back({where(name), std::move(what)}); }
    const json::value* find(std::string_view name) {
        known.emplace(name);
        const auto found = values.find({name.data(), name.size()});
        return found == values.end() || found->value().is_null() ? nullptr : &found->value();
    }
};

Parameters::Parameters(std::unique_ptr<State> state) : state_(std::move(state)) {}
Parameters::Parameters(Parameters&& other) noexcept = default;
Parameters& Parameters::operator=(Parameters&& other) noexcept = default;
Parameters::~Parameters() = default;

Parameters Parameters::of_query(std::string_view query) {
    auto state = std::make_unique<State>();
    state->is_query = true;
    while (!query.empty()) {
        const std::size_t end = std::min(query.find('&'), query.size());
        const std::string_view field = query.substr(0, end);
        query.remove_prefix(std::min(end + 1, query.size()));
        const std::size_t equals = std::min(field.find('='), field.size());
        if (!field.empty()) {
            state->values[decode_part(field.substr(0, equals))] =
                decode_part(field.substr(std::min(equals + 1, field.size())));
        }
    }
    return Parameters(std::move(state));
}

tl::expected<Parameters, Problem> Parameters::of_body(std::string_view content_type, std::string_view body) {
    auto state = std::make_unique<State>();
    if (body.empty() && content_type.empty()) {
        return Parameters(std::move(state));
    }
    if (!is_json_type(content_type)) {
        return tl::unexpected(http_problem(
            415, fmt::format("The body must be application/json; it is {}",
                             content_type.empty() ? std::string_view("without Content-Type") : content_type)));
    }
    if (body.empty()) {
        return Parameters(std::move(state));
    }
    json::error_code error;
    json::value value = json::parse({body.data(), body.size()}, error);
    if (error) {
        return tl::unexpected(bad_request({{place_of_error(body), "not JSON: " + error.message()}}));
    }
    if (!value.is_object()) {
        return tl::unexpected(bad_request({{"body", "must be a JSON object"}}));
    }
    state->values = std::move(value.as_object());
    return Parameters(std::move(state));
}

std::string Parameters::text(std::string_view name, std::string otherwise) {
    const json::value* value = state_->find(name);
    if (value == nullptr) {
        return otherwise;
    }
    if (!value->is_string()) {
        state_->note(name, "must be a string");
        return otherwise;
    }
    return std::string(value->as_string());
}

std::string Parameters::required_text(std::string_view name) {
    if (state_->find(name) == nullptr) {
        state_->note(name, "is missing");
        return {};
    }
    return text(name);
}

bool Parameters::flag(std::string_view name, bool otherwise) {
    const json::value* value = state_->find(name);
    if (value == nullptr) {
        return otherwise;
    }
    if (value->is_bool()) {
        return value->as_bool();
    }
    const bool is_true = state_->is_query && value->as_string() == "true";
    if (!is_true && !(state_->is_query && value->as_string() == "false")) {
        state_->note(name, "must be true or false");
        return otherwise;
    }
    return is_true;
}

std::int64_t Parameters::integer(std::string_view name, std::int64_t otherwise, std::int64_t least, std::int64_t most) {
    const json::value* value = state_->find(name);
    if (value == nullptr) {
        return otherwise;
    }
    std::optional<std::int64_t> number;
    if (value->is_int64()) {
        number = value->as_int64();
    } else if (value->is_string() && state_->is_query) {
        const std::string digits(value->as_string());
        std::int64_t read = 0;
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), read);
        if (error == std::errc() && end == digits.data() + digits.size()) {
            number = read;
        }
    }
    if (!number || *number < least || *number > most) {
        state_->note(name, fmt::format("must be an integer from {} to {}", least, most));
        return otherwise;
    }
    return *number;
}

std::optional<std::vector<std::string>> Parameters::texts(std::string_view name) {
    const json::value* value = state_->find(name);
    if (value == nullptr) {
        return std::nullopt;
    }
    std::vector<std::string> texts;
    const json::array* array = value->if_array();
    if (array != nullptr &&
        std::all_of(array->begin(), array->end(), [](const auto& one) { return one.is_string(); })) {
        for (const json::value& one : *array) {
            texts.emplace_back(one.as_string());
        }
        return texts;
    }
    state_->note(name, "must be an array of strings");
    return std::nullopt;
}

void Parameters::refuse(std::string_view name, std::string what) {
    state_->note(name, std::move(what));
}

std::optional<Problem> Parameters::problem() const {
    std::vector<BadPart> bad = state_->bad;
    for (const auto& member : state_->values) {
        const std::string name(member.key());
        if (!state_->known.contains(name)) {
            bad.push_back({state_->where(name),
                           state_->known.empty()
                               ? std::string("there are no parameters here")
                               : fmt::format("unknown; there {} {}", state_->known.size() == 1 ? "is" : "are",
                                             fmt::join(state_->known, ", "))});
        }
    }
    return bad.empty() ? std::nullopt : std::optional(bad_request(std::move(bad)));
}

} // namespace halberd
