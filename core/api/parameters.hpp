#pragma once

#include "core/api/problem.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace halberd {

// The parameters of one request: of its query, or the members of the JSON object that is its body. Each is asked for by
// name and type; what is wrong is noted, and told altogether by problem(), which also names those that nobody has asked
// for.
class Parameters {
 public:
    // "a=1&b=x+y": all values are text, and are read as what they are asked for.
    static Parameters of_query(std::string_view query);

    // A body may be left out, and is an object otherwise. The problem is 415 for another content type, 400 for text
    // that is not JSON, with the place.
    static tl::expected<Parameters, Problem> of_body(std::string_view content_type, std::string_view body);

    Parameters(Parameters&& other) noexcept;
    Parameters& operator=(Parameters&& other) noexcept;
    ~Parameters();

    // The value; `otherwise` when there is none, or none of that type.
    std::string text(std::string_view name, std::string otherwise = {});
    bool flag(std::string_view name, bool otherwise);
    std::int64_t integer(std::string_view name, std::int64_t otherwise, std::int64_t least, std::int64_t most);

    // One that must be there.
    std::string required_text(std::string_view name);

    // A list of text, in the body only; nothing when there is none.
    std::optional<std::vector<std::string>> texts(std::string_view name);

    // Notes that the value of a parameter is of no use, for a reason that only its user knows.
    void refuse(std::string_view name, std::string what);

    // 400 when anything is wrong. To be asked when all parameters have been.
    std::optional<Problem> problem() const;

 private:
    struct State;
    explicit Parameters(std::unique_ptr<State> state);

    std::unique_ptr<State> state_;
};

} // namespace halberd
