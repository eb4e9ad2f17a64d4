#include "plugins/portcheck/name_lookup.hpp"

#include <netdb.h>
#include <sys/socket.h>

#include <system_error>
#include <thread>
#include <utility>

namespace halberd::portcheck {
namespace {

Addresses look_up(const std::string& host, const std::string& port) {
    addrinfo wanted{};
    wanted.ai_socktype = SOCK_STREAM;
    wanted.ai_flags = AI_NUMERICSERV;
    addrinfo* found = nullptr;
    Addresses addresses;
    if (const int error = ::getaddrinfo(host.c_str(), port.c_str(), &wanted, &found); error != 0) {
        addresses.error = ::gai_strerror(error);
        return addresses;
    }
    for (const addrinfo* one = found; one != nullptr; one = one->ai_next) {
        addresses.sockaddrs.emplace_back(reinterpret_cast<const char*>(one->ai_addr), one->ai_addrlen);
    }
    ::freeaddrinfo(found);
    return addresses;
}

} // namespace

std::shared_ptr<NameLookup> NameLookup::start(const std::string& host, const std::string& port, Done done) {
    auto lookup = std::make_shared<NameLookup>();
    lookup->done_ = std::move(done);
    try {
        std::thread([lookup, host, port] { lookup->finish(look_up(host, port)); }).detach();
    } catch (const std::system_error& e) {
        lookup->finish({{}, e.what()});
    }
    return lookup;
}

void NameLookup::abandon() {
    const std::lock_guard lock(mutex_);
    done_ = nullptr;
}

void NameLookup::finish(Addresses addresses) {
    const std::lock_guard lock(mutex_);
    if (done_) {
        done_(std::move(addresses));
        done_ = nullptr;
    }
}

} // namespace halberd::portcheck
