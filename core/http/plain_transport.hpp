#pragma once

#include "core/base/error.hpp"
#include "core/base/unique_fd.hpp"
#include "core/http/transport.hpp"

#include <memory>

namespace boost::asio {
class io_context;
}

namespace halberd {

// The bytes of a connected stream socket of that family, as they are. Error: the errno with which it cannot be watched.
Result<std::unique_ptr<Transport>> make_plain_transport(boost::asio::io_context& context, UniqueFd connection,
                                                        int family);

} // namespace halberd
