#pragma once

#include "core/base/caller.hpp"
#include "core/rpc/faults.hpp"
#include "sdk/xmlrpc/value.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

namespace halberd {

// The arguments of a call, converted as Supervisor's methods convert theirs: numbers may come as text and text as
// base64, any value has a truth. Where Supervisor answers a value of the wrong type with HTTP 500, the fault here is
// IncorrectParameters. A view: the array and the caller must outlive it.
class Arguments {
 public:
    Arguments(const xmlrpc::Array& values, const Caller& caller) : values_(values), caller_(caller) {}

    // Who makes the call.
    const Caller& caller() const { return caller_; }

    std::size_t size() const { return values_.size(); }
    const xmlrpc::Value& at(std::size_t index) const { return values_.at(index); }

    // A string, or base64 bytes.
    Answer<std::string> text(std::size_t index) const;

    // An integer, a boolean, a number with a fraction (which is cut off), or the decimal text of an integer.
    Answer<std::int64_t> integer(std::size_t index) const;

    // As text(), but numbers, booleans, dates and nil are taken as their text ("5", "True", "None"): for names that are
    // only compared.
    Answer<std::string> word(std::size_t index) const;

    // False for what is zero, empty or nil; `otherwise` when there is no such argument.
    bool truth(std::size_t index, bool otherwise) const;

 private:
    const xmlrpc::Array& values_;
    const Caller& caller_;
};

} // namespace halberd
