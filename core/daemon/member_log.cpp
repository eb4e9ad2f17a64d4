#include "core/daemon/member_log.hpp"

#include "core/os/auto_log.hpp"

#include <filesystem>
#include <system_error>

namespace halberd {

MemberLog::MemberLog(const LogSpec& spec, const std::string& process, Stream stream, DaemonServices& services)
    : spec_(spec), services_(services), process_(process) {
    switch (spec.target) {
        case LogSpec::Target::None:
            break;
        case LogSpec::Target::File:
            path_ = spec.path;
            break;
        case LogSpec::Target::Auto: {
            const auto created =
                create_auto_log(services.options.childlogdir, process, stream == Stream::Stdout ? "stdout" : "stderr",
                                services.options.identifier);
            if (created) {
                path_ = *created;
            } else {
                services.log.error("{}: no log file: {}; its output is discarded", process, created.error().message());
            }
            break;
        }
    }
}

void MemberLog::open(std::function<void()> on_written) {
    file_.reset();
    if (path_.empty()) {
        return;
    }
    auto opened = RotatingFile::open({path_, spec_.maxbytes, spec_.backups, [this](const Error& error) {
                                          services_.log.error("{}: log {}: {}", process_, path_, error.message());
                                      }});
    if (!opened) {
        services_.log.error("{}: {}; its output is discarded", process_, opened.error().message());
        return;
    }
    file_ = std::move(*opened);
    file_->set_on_written(std::move(on_written));
}

Result<void> MemberLog::clear() {
    return file_ ? file_->clear() : Result<void>();
}

void MemberLog::reopen() {
    if (!file_) {
        return;
    }
    if (const auto reopened = file_->reopen(); !reopened) {
        services_.log.error("{}: {}; still writing to the old file", process_, reopened.error().message());
    }
}

void MemberLog::remove_if_automatic() {
    if (spec_.target != LogSpec::Target::Auto || path_.empty()) {
        return;
    }
    file_.reset();
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
    for (int backup = 1; backup <= spec_.backups; ++backup) {
        std::filesystem::remove(path_ + "." + std::to_string(backup), ignored);
    }
}

} // namespace halberd
