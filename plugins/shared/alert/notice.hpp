#pragma once

#include <chrono>
#include <cstddef>
#include <string>

namespace halberd::alert {

// Something that a person is to be told.
struct Notice {
    enum class Kind {
        Crash,
        Flapping, // it has crashed so often that further crashes are told by a digest only
        Fatal,    // supervisord has given it up
        Reminder, // it still has
        Recovery, // it is RUNNING again
        Settled,  // it was flapping, and is RUNNING without a crash for some time
        Restart,  // a plugin has restarted it
        Failure,  // what is checked does not answer
        Answer,   // it does again
        Other,
    };
    enum class Leaves {
        AtOnce,
        WithDigest,   // too many have left, or the hours are quiet
        AfterSilence, // supervisorctl silence
    };
    using Time = std::chrono::system_clock::time_point;

    Kind kind = Kind::Crash;
    std::string topic; // what it is about: "group:name", or what is checked, such as a URL
    Time at;
    Time since;                   // of the trouble; Reminder: FATAL since then; Flapping: of the crashes that are told
    std::size_t crashes = 0;      // since then
    std::chrono::seconds calm{0}; // Flapping, Settled: so long without a crash, and it has settled
    bool is_flapping = false;
    Leaves leaves = Leaves::AtOnce;

    bool is_held() const { return leaves != Leaves::AtOnce; }
};

// A process as supervisorctl names it: "foo" in a group of the same name, else "group:name". Other topics are
// themselves.
std::string shown_name(const std::string& topic);

} // namespace halberd::alert
