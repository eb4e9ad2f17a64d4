#include "core/os/daemonize.hpp"

#include "core/base/unique_fd.hpp"
#include "sdk/xmlrpc/python_text.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <cerrno>
#include <cstdio>

namespace halberd {
namespace {

void enter_directory(const std::string& directory, Log& log) {
    if (::chdir(directory.c_str()) == 0) {
        log.info("set current directory: {}", xmlrpc::python_repr(directory));
        return;
    }
    const int error = errno;
    log.critical("can't chdir into {}: [Errno {}] {}: {}", xmlrpc::python_repr(directory), error, errno_text(error),
                 xmlrpc::python_repr(directory));
}

} // namespace

Result<void> daemonize(const DaemonizeOptions& options, boost::asio::io_context& context, Log& log) {
    const UniqueFd null_device(::open("/dev/null", O_RDWR | O_CLOEXEC));
    if (!null_device) {
        return system_failure("open", errno, "/dev/null");
    }
    // The parent leaves by _exit(), which writes no buffers, and the child must not write them twice.
    std::fflush(nullptr);
    context.notify_fork(boost::asio::io_context::fork_prepare);
    const pid_t pid = ::fork();
    if (pid < 0) {
        const int error = errno;
        context.notify_fork(boost::asio::io_context::fork_parent);
        return system_failure("fork", error);
    }
    if (pid > 0) {
        log.blather("supervisord forked; parent exiting");
        ::_exit(0);
    }
    context.notify_fork(boost::asio::io_context::fork_child);
    log.info("daemonizing the supervisord process");
    if (options.directory) {
        enter_directory(*options.directory, log);
    }
    for (const int standard : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        ::dup2(null_device.get(), standard);
    }
    ::setsid();
    ::umask(options.umask);
    return {};
}

} // namespace halberd
