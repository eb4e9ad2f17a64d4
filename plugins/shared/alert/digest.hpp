#pragma once

#include "plugins/shared/alert/notice.hpp"

#include <array>
#include <chrono>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace halberd::alert {

// The notices that are held back, as one message that names each process. It grows with processes, not with notices,
// and not beyond a thousand of them.
class Digest {
 public:
    using Time = Notice::Time;

    // The so-manieth; it is to leave at `due`. A digest is about what was too much, or about what happened while
    // processes were silent.
    Digest(unsigned number, Time begins, Time due, Notice::Leaves why = Notice::Leaves::WithDigest)
        : number_(number), begins_(begins), due_(due), why_(why) {}

    void add(const Notice& notice);

    // It waits for the end of their silences, and `due` is that.
    void wait_for(const std::vector<std::string>& processes) { silenced_.insert(processes.begin(), processes.end()); }
    void set_due(Time due) { due_ = due; }

    unsigned number() const { return number_; }
    Time due() const { return due_; }
    std::vector<std::string> silenced() const { return {silenced_.begin(), silenced_.end()}; }

    // "12 more crashes of foo in 10 min", "12 more alerts about 5 processes in 10 min"; "3 crashes of foo, which was
    // silent".
    std::string subject() const;

    // A line for each process, by its name.
    std::string body() const;

 private:
    // What is counted by a name of its own.
    enum Count { Crashes, Restarts, Failures, Others };
    static Count count_of(Notice::Kind kind);

    struct Line {
        std::array<std::size_t, 4> counts{};
        Notice::Kind last = Notice::Kind::Crash; // FATAL and RUNNING are how it ended
        Time from;
        Time to;
        bool is_flapping = false;
    };

    static std::string line_of(const std::string& topic, const Line& line);
    std::string first_line() const;

    unsigned number_;
    Time begins_;
    Time due_;
    Notice::Leaves why_;
    std::set<std::string> silenced_;
    std::map<std::string, Line> lines_;
    std::size_t notices_ = 0;
    std::array<std::size_t, 4> counts_{};
    std::size_t of_others_ = 0; // notices about processes beyond the thousand
};

} // namespace halberd::alert
