#pragma once

#include <string>
#include <utility>

namespace halberd {
inline namespace v1 {

// What became of an event.
class Result {
 public:
    enum class Kind { Ok, Fail, Fatal };

    // Done: the next event may come.
    static Result ok() { return Result(Kind::Ok, {}); }

    // Not done: the daemon delivers the event again. `reason` is logged.
    static Result fail(std::string reason) { return Result(Kind::Fail, std::move(reason)); }

    // The plugin can't go on: it is ended, and started again as autorestart= says; the event comes again. `reason` is
    // logged.
    static Result fatal(std::string reason) { return Result(Kind::Fatal, std::move(reason)); }

    Kind kind() const { return kind_; }
    const std::string& reason() const { return reason_; }

 private:
    Result(Kind kind, std::string reason) : kind_(kind), reason_(std::move(reason)) {}

    Kind kind_;
    std::string reason_;
};

} // namespace v1
} // namespace halberd
