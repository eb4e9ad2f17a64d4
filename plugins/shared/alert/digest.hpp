#pragma once

#include "plugins/shared/alert/notice.hpp"

#include <chrono>
#include <map>
#include <string>

namespace halberd::alert {

// The notices that are held back, as one mail that names each process. It grows with processes, not with notices, and
// not beyond a thousand of them.
class Digest {
 public:
    using Time = Notice::Time;

    // The so-manieth; it is to leave at `due`.
    Digest(unsigned number, Time begins, Time due) : number_(number), begins_(begins), due_(due) {}

    void add(const Notice& notice);

    unsigned number() const { return number_; }

    Time due() const { return due_; }

    // "12 more crashes of foo in 10 min", "12 more alerts about 5 processes in 10 min".
    std::string subject() const;

    // A line for each process, by its name.
    std::string body() const;

 private:
    struct Line {
        std::size_t crashes = 0;
        Notice::Kind last = Notice::Kind::Crash; // FATAL and RUNNING are how it ended
        Time from;
        Time to;
        bool is_flapping = false;
    };

    std::string line_of(const std::string& process, const Line& line) const;

    unsigned number_;
    Time begins_;
    Time due_;
    std::map<std::string, Line> lines_;
    std::size_t notices_ = 0;
    std::size_t crashes_ = 0;
    std::size_t of_others_ = 0; // notices about processes beyond the thousand
};

} // namespace halberd::alert
