#pragma once

#include "ctl/console.hpp"
#include "ctl/interrupt.hpp"

#include <mutex>
#include <string>

namespace halberd::ctl {

// The console of the process: descriptors 0, 1 and 2.
class Terminal : public Console {
 public:
    explicit Terminal(const Interrupt& interrupt) : interrupt_(interrupt) {}
    ~Terminal() override;

    void write(std::string_view bytes) override;
    void flush() override;
    bool is_terminal() const override;
    bool has_colours() const override;
    void complain(std::string_view text) override;
    std::optional<std::string> ask(std::string_view question) override;
    std::optional<std::string> ask_secret(std::string_view question) override;

 private:
    void write_output();
    bool wait_for_input() const;

    const Interrupt& interrupt_;
    std::mutex output_mutex_;
    std::string output_; // not written yet; guarded by output_mutex_
    std::string input_;  // read, but not asked for yet
};

} // namespace halberd::ctl
