#include "sdk/host/listener_loop.hpp"

#include "sdk/wire/listener_protocol.hpp"
#include "sdk/wire/listener_reader.hpp"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <string>

namespace halberd {
namespace {

using Outcome = PluginInstance::Outcome;

// Reads and writes the channel; the first thing that fails is logged and ends the loop with `status`.
class ListenerLoop {
 public:
    ListenerLoop(const ListenerChannel& channel, const std::function<void(std::string_view)>& log)
        : channel_(channel), log_(log), reader_(channel.length) {}

    int run(PluginInstance& plugin) {
        std::string answer(wire::ready_token);
        while (write(answer)) {
            const std::optional<wire::ListenerReader::Event> event = read_event();
            if (!event) {
                break;
            }
            const Outcome outcome = plugin.handle(event->header, event->payload);
            if (outcome.result == Outcome::Result::Fatal) {
                fail(outcome.error);
                break;
            }
            answer = answer_to(outcome);
        }
        return status_;
    }

 private:
    // RESULT and READY go out as one write: the daemon wakes up once.
    std::string answer_to(const Outcome& outcome) const {
        if (outcome.result == Outcome::Result::Ok) {
            return wire::format_result(wire::result_ok).append(wire::ready_token);
        }
        log_(outcome.error);
        return wire::format_result(wire::result_fail).append(wire::ready_token);
    }

    // Waits for the next event. Nothing when there will be none.
    std::optional<wire::ListenerReader::Event> read_event() {
        while (true) {
            auto event = reader_.next();
            if (!event) {
                fail("this line from the daemon is no event header: '" + event.error() +
                     "'; was the length of the event before it counted in the other unit (event_length)?");
                return std::nullopt;
            }
            if (event->has_value() || !read_chunk()) {
                return std::move(*event);
            }
        }
    }

    bool read_chunk() {
        std::array<char, 65536> chunk;
        ssize_t count = 0;
        do {
            count = ::read(channel_.input, chunk.data(), chunk.size());
        } while (count < 0 && errno == EINTR);
        if (count > 0) {
            reader_.feed({chunk.data(), static_cast<std::size_t>(count)});
            return true;
        }
        if (count < 0) {
            fail(std::string("can't read events from the daemon: ") + std::strerror(errno));
        } else if (reader_.is_inside_event()) {
            fail("the daemon closed the input in the middle of an event");
        }
        return false;
    }

    bool write(std::string_view text) {
        while (!text.empty()) {
            const ssize_t count = ::write(channel_.output, text.data(), text.size());
            if (count >= 0) {
                text.remove_prefix(static_cast<std::size_t>(count));
            } else if (errno != EINTR) {
                fail(std::string("can't answer the daemon: ") + std::strerror(errno));
                return false;
            }
        }
        return true;
    }

    void fail(std::string_view message) {
        log_(message);
        status_ = 1;
    }

    const ListenerChannel& channel_;
    const std::function<void(std::string_view)>& log_;
    wire::ListenerReader reader_;
    int status_ = 0;
};

} // namespace

int run_listener_loop(PluginInstance& plugin, const ListenerChannel& channel,
                      const std::function<void(std::string_view)>& log) {
    return ListenerLoop(channel, log).run(plugin);
}

} // namespace halberd
