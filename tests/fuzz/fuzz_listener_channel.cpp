// Feeds bytes as what an event listener writes to its stdout. A byte 0xFF means that the daemon sends an event, if the
// listener is ready for one. Whatever the bytes are, the notices have to follow the table of listener_channel.hpp, and
// must not depend on where the input is cut between two events.

#include "core/listener/listener_channel.hpp"

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace halberd {
namespace {

using Notice = ListenerChannel::Notice;
using State = ListenerChannel::State;

constexpr char event_is_sent = static_cast<char>(0xFF);
constexpr std::size_t longest_quote = 200;

void require(bool holds, const std::string& promise) {
    if (!holds) {
        throw std::logic_error("broken promise: " + promise);
    }
}

// Holds each notice against the state that the ones before it have left.
class Listener {
 public:
    void read(std::string_view bytes) {
        for (Notice& notice : channel_.read(bytes)) {
            take(notice);
            notices_.push_back(std::move(notice));
        }
        require(channel_.state() == expected_, "the state is the one that the notices tell");
    }

    void send_event() {
        channel_.sent();
        expected_ = expected_ == State::Ready ? State::Busy : expected_;
        require(channel_.state() == expected_, "only who is ready gets busy");
    }

    // What does not depend on how the input was cut: of a violation the quoted text may.
    std::string told() const {
        std::string text;
        for (const Notice& notice : notices_) {
            const bool is_violation = notice.kind == Notice::Kind::Violation;
            text += std::to_string(static_cast<int>(notice.kind)) +
                    (is_violation ? (notice.was_busy ? "b" : "-") : notice.text) + "|";
        }
        return text;
    }

 private:
    void take(const Notice& notice) {
        switch (notice.kind) {
            case Notice::Kind::Ready:
                require(expected_ == State::Acknowledged, "READY follows an answer or the start");
                expected_ = State::Ready;
                return;
            case Notice::Kind::Result:
                require(expected_ == State::Busy, "a result follows an event");
                expected_ = State::Acknowledged;
                return;
            case Notice::Kind::Violation:
                require(expected_ != State::Unknown, "nothing follows a violation");
                require(notice.was_busy == (expected_ == State::Busy), "a violation knows of the event under way");
                require(notice.text.size() <= longest_quote, "a quote is short");
                expected_ = State::Unknown;
                return;
        }
    }

    ListenerChannel channel_;
    State expected_ = State::Acknowledged;
    std::vector<Notice> notices_;
};

// Plays the input with each stretch between two events in pieces of at most `piece` bytes.
std::string play(std::string_view input, std::size_t piece) {
    Listener listener;
    while (!input.empty()) {
        if (input.front() == event_is_sent) {
            listener.send_event();
            input.remove_prefix(1);
            continue;
        }
        const std::string_view stretch = input.substr(0, input.find(event_is_sent));
        const std::string_view bytes = stretch.substr(0, piece);
        listener.read(bytes);
        input.remove_prefix(bytes.size());
    }
    return listener.told();
}

} // namespace
} // namespace halberd

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const std::string whole = halberd::play(input, std::string_view::npos);
    halberd::require(halberd::play(input, 1) == whole, "it does not matter where the input is cut (1)");
    halberd::require(halberd::play(input, 7) == whole, "it does not matter where the input is cut (7)");
    return 0;
}
