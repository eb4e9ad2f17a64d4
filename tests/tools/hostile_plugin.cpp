// A plugin that misbehaves as its argument says: in the constructor, or when a REMOTE_COMMUNICATION of type "now" comes.
#include <halberd/plugin.hpp>

#include <chrono>
#include <new>
#include <stdexcept>
#include <thread>

namespace {

class Hostile : public halberd::Plugin {
 public:
    Hostile(halberd::Host& host, const std::vector<std::string>& arguments)
        : host_(host), manner_(arguments.empty() ? "peaceful" : arguments[0]) {
        host_.info("hostile version " HOSTILE_VERSION ": " + manner_);
        if (manner_ == "refuse") {
            throw std::runtime_error("hostile: refused as asked");
        }
        if (manner_ == "hang-in-constructor") {
            hang();
        }
    }

    halberd::Result handle(const halberd::Event& event) override {
        const auto order = event.remote_communication();
        if (!order || order->type != "now") {
            return halberd::Result::ok();
        }
        ++attempts_;
        host_.info("attempt " + std::to_string(attempts_));
        if (attempts_ == 1) {
            misbehave();
        }
        host_.info("handled " + std::string(order->data));
        return halberd::Result::ok();
    }

 private:
    void misbehave() const {
        if (manner_ == "throw") {
            throw std::runtime_error("hostile: thrown as asked");
        }
        if (manner_ == "throw-a-number") {
            throw 42;
        }
        if (manner_ == "no-memory") {
            throw std::bad_alloc(); // a real one would end a program under AddressSanitizer
        }
        if (manner_ == "flood") {
            const std::string line(99, 'x');
            for (int i = 0; i < 400'000; ++i) {
                host_.info(line);
            }
        }
        if (manner_ == "hang") {
            hang();
        }
    }

    [[noreturn]] void hang() const {
        host_.info("hanging");
        while (true) {
            std::this_thread::sleep_for(std::chrono::hours(1));
        }
    }

    halberd::Host& host_;
    std::string manner_;
    int attempts_ = 0;
};

} // namespace

HALBERD_PLUGIN(Hostile, "test.hostile", HOSTILE_VERSION, "Misbehaves as it is told")
