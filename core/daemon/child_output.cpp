#include "core/daemon/child_output.hpp"

#include "core/config/unicode_text.hpp"
#include "core/os/system_log.hpp"
#include "sdk/xmlrpc/python_text.hpp"

namespace halberd {

ChildOutput::ChildOutput(const LogSpec& spec, Stream stream, Member& owner, DaemonServices& services)
    : spec_(spec),
      stream_(stream),
      owner_(owner),
      services_(services),
      log_(spec, owner.process().name().process, stream, services) {}

bool ChildOutput::must_look_at_bytes() {
    const bool is_formatted = owner_.process().spec().log_format != LogFormat::Raw && log_.file() != nullptr;
    return reader_ || is_formatted || spec_.events_enabled || spec_.syslog || spec_.capture_maxbytes.bytes > 0 ||
           services_.options.strip_ansi || services_.log.is_enabled(LogLevel::Debug);
}

// A file for both streams gets each mark once.
bool ChildOutput::has_marks() const {
    return owner_.process().spec().log_marks &&
           (stream_ == Stream::Stdout || owner_.log_path(Stream::Stdout) != log_.path());
}

void ChildOutput::open_log() {
    log_.open(owner_.process().spec().log_format, [this] { services_.observer.on_log_written(owner_, stream_); });
}

void ChildOutput::attach(UniqueFd pipe, pid_t pid) {
    pid_ = pid;
    writer_.emplace(log_, owner_.process().spec().log_format, LogSource{owner_.process().name(), pid, stream_},
                    has_marks(), services_.clock);
    StreamCaptureOptions options;
    if (must_look_at_bytes()) {
        filter_.emplace(
            OutputFilter::Options{spec_.capture_maxbytes, services_.options.strip_ansi},
            [this](std::string_view text) { on_text(text); }, [this](std::string_view text) { on_captured(text); });
        options.on_bytes = [this](std::string_view bytes) { on_bytes(bytes); };
    }
    if (reader_ || spec_.events_enabled || spec_.capture_maxbytes.bytes > 0) {
        options.batch_delay = std::chrono::microseconds(0); // somebody waits for its words
    }
    capture_.emplace(services_.io, services_.capture, std::move(pipe), log_.file(), std::move(options));
}

void ChildOutput::finish(WaitStatus status) {
    if (capture_) {
        capture_->drain_and_close();
        capture_.reset();
    }
    if (filter_) {
        filter_->finish();
        filter_.reset();
    }
    if (writer_) {
        writer_->finish(status);
        writer_.reset();
        log_.on_end();
    }
}

void ChildOutput::on_bytes(std::string_view bytes) {
    filter_->feed(bytes);
    if (reader_) {
        reader_(bytes);
    }
}

// Supervisor: dispatchers.py _log() and, for what a listener says, handle_read_event(), which shows bytes.
void ChildOutput::show_in_main_log(std::string_view text) {
    if (!services_.log.is_enabled(LogLevel::Debug)) {
        return;
    }
    std::string shown(text);
    if (reader_) {
        shown = xmlrpc::python_bytes_repr(text);
    } else if (find_invalid_utf8(text) != std::string_view::npos) {
        shown = "Undecodable: " + xmlrpc::python_bytes_repr(text);
    }
    services_.log.debug("{} {} output:\n{}", xmlrpc::python_repr(owner_.process().name().process), name_of(stream_),
                        shown);
}

void ChildOutput::on_text(std::string_view text) {
    writer_->write(text);
    if (spec_.syslog) {
        write_to_system_log(owner_.process().name().process, text);
    }
    show_in_main_log(text);
    if (spec_.events_enabled) {
        services_.bus.publish(ProcessLogEvent{owner_.process().name(), pid_, stream_, std::string(text)});
    }
}

void ChildOutput::on_captured(std::string_view text) {
    if (!text.empty()) {
        show_in_main_log(text);
    }
    services_.bus.publish(ProcessCommunicationEvent{owner_.process().name(), pid_, stream_, std::string(text)});
    services_.log.debug("{} {} emitted a comm event", xmlrpc::python_repr(owner_.process().name().process),
                        name_of(stream_));
}

} // namespace halberd
