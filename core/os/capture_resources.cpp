#include "core/os/capture_resources.hpp"

#include <fcntl.h>
#include <linux/capability.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace halberd {
namespace {

// Whether the kernel's limit does not apply: either capability lifts it, and root in a container may lack both.
bool may_exceed_pipe_limits() {
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = {};
    if (::syscall(SYS_capget, &header, data) != 0) {
        return false;
    }
    return (data[0].effective & ((1U << CAP_SYS_ADMIN) | (1U << CAP_SYS_RESOURCE))) != 0;
}

ByteSize default_budget() {
    return may_exceed_pipe_limits() ? 256_MiB : 32_MiB;
}

} // namespace

CaptureResources::CaptureResources() : CaptureResources(default_budget()) {}

CaptureResources::CaptureResources(ByteSize large_pipes)
    : null_device_(::open("/dev/null", O_WRONLY | O_CLOEXEC)), left_(large_pipes.bytes / LargePipe) {}

bool CaptureResources::enlarge(int pipe) {
    if (left_ == 0 || ::fcntl(pipe, F_SETPIPE_SZ, LargePipe) < 0) {
        return false;
    }
    --left_;
    return true;
}

void CaptureResources::give_back() {
    ++left_;
}

} // namespace halberd
