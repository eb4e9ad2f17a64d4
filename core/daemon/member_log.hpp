#pragma once

#include "core/config/program_spec.hpp"
#include "core/daemon/member.hpp"
#include "core/os/rotating_file.hpp"

#include <functional>
#include <memory>
#include <string>

namespace halberd {

// The log of one stream of one member: where it is, and the file while it is open. An AUTO log gets its name, and its
// empty file, when the member is made; a named one is created when the process starts.
class MemberLog {
 public:
    MemberLog(const LogSpec& spec, const std::string& process, Stream stream, DaemonServices& services);

    // Empty for NONE.
    const std::string& path() const { return path_; }

    // Opens the file anew, for a process that is about to start. A file that cannot be opened is logged; the output is
    // discarded then.
    void open(std::function<void()> on_written);

    // The open file, or nullptr.
    RotatingFile* file() { return file_.get(); }

    Result<void> clear();
    void reopen();

    // Deletes an AUTO log and its backups; leaves a named one alone.
    void remove_if_automatic();

 private:
    const LogSpec& spec_;
    DaemonServices& services_;
    std::string process_;
    std::string path_;
    std::unique_ptr<RotatingFile> file_;
};

} // namespace halberd
