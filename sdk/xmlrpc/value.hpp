#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace halberd::xmlrpc {

// A date as the wire has it: "20261123T14:58:08".
struct DateTime {
    std::string text;
    bool operator==(const DateTime&) const = default;
};

// Bytes that travel as base64.
struct Binary {
    std::string bytes;
    bool operator==(const Binary&) const = default;
};

class Value;
using Array = std::vector<Value>;

// Members in the order in which they were added, as Python's dict keeps it.
using Struct = std::vector<std::pair<std::string, Value>>;

// An XML-RPC value: nil, boolean, int, double, string, dateTime.iso8601, base64, array or struct.
class Value {
 public:
    using Storage =
        std::variant<std::monostate, bool, std::int64_t, double, std::string, DateTime, Binary, Array, Struct>;

    Value() = default;
    Value(bool value) : storage_(value) {}
    Value(int value) : storage_(std::int64_t{value}) {}
    Value(std::int64_t value) : storage_(value) {}
    Value(double value) : storage_(value) {}
    Value(const char* value) : storage_(std::string(value)) {}
    Value(std::string_view value) : storage_(std::string(value)) {}
    Value(std::string value) : storage_(std::move(value)) {}
    Value(DateTime value) : storage_(std::move(value)) {}
    Value(Binary value) : storage_(std::move(value)) {}
    Value(Array value) : storage_(std::move(value)) {}
    Value(Struct value) : storage_(std::move(value)) {}

    template <class T>
    bool is() const {
        return std::holds_alternative<T>(storage_);
    }
    bool is_nil() const { return is<std::monostate>(); }

    // The value as T, or nullptr when it is something else.
    template <class T>
    const T* get() const {
        return std::get_if<T>(&storage_);
    }

    // The member of a struct, or nullptr when this is no struct or has no such member. Of two with the same name the
    // last one counts.
    const Value* member(std::string_view name) const;

    // The value as T, or `otherwise`.
    template <class T>
    T value_or(T otherwise) const {
        const T* found = get<T>();
        return found != nullptr ? *found : otherwise;
    }

    // What a struct has by that name, or `otherwise` when it has nothing, or something else.
    template <class T>
    T member_or(std::string_view name, T otherwise) const {
        const Value* found = member(name);
        return found != nullptr ? found->value_or(std::move(otherwise)) : otherwise;
    }
    std::string text(std::string_view name) const { return member_or(name, std::string()); }
    std::int64_t number(std::string_view name) const { return member_or(name, std::int64_t{0}); }

    const Storage& storage() const { return storage_; }
    bool operator==(const Value&) const = default;

 private:
    Storage storage_;
};

} // namespace halberd::xmlrpc
