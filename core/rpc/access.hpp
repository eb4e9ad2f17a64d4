#pragma once

#include "core/base/caller.hpp"
#include "core/base/log.hpp"
#include "core/rpc/faults.hpp"

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace halberd {

// Holds what is asked for against the role of who asks, and keeps the audit log: a line for each request that may
// change something, refused ones too.
//
//   audit: admin (127.0.0.1:40312) supervisor.stopProcess('web:web_00', True): done
//
// A request whose outcome is not known at once gets its line at once, with "under way", and one more if there is
// something to tell.
class Access {
 public:
    // Nothing is recorded without a log, which must outlive this object and all requests.
    explicit Access(Log* audit = nullptr) : audit_(audit) {}

    enum class Outcome {
        Done, // as it was to be
        Told, // in words: a failure, or what a page shows
    };
    class Record;

    // What an admitted request is recorded in. Copies are about the same request.
    class Permit {
     public:
        // The outcome is known. A second line, for a request that was under way, is written unless all went well.
        void finish(std::string_view outcome, Outcome kind) const;

        // The caller of the request's function is back.
        void leave() const;

        // Nothing is recorded: finish() and leave() need not be called.
        bool is_silent() const { return record_ == nullptr; }

     private:
        friend class Access;
        std::shared_ptr<Record> record_; // shared by the answer that comes later
    };

    // Lets a request go on, or answers with its fault. `name` says what it is, in a few words; `text` with all that the
    // audit log should have, and is only called for that.
    Answer<Permit> admit(const Caller& caller, Role needed, std::string_view name,
                         const std::function<std::string()>& text) const;

 private:
    Log* audit_;
};

} // namespace halberd
