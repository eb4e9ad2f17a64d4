// greeter: says a word for every process that runs. Replace what it does by what you need.

#include <halberd/plugin.hpp>
#include <sdk/options/command_line.hpp>
#include <stdexcept>

namespace {

// What the plugin's arguments may be. -h is understood without a row.
constexpr halberd::Option option_table[] = {
    {"word", 'w', "WORD", "what to say; \"hello\" without this option"},
};

constexpr halberd::options::Usage usage(
    "greeter",
    "Usage: greeter [-w WORD]\n\n"
    "Says a word for every process that runs. An event listener for supervisord, to\n"
    "be subscribed to PROCESS_STATE_RUNNING.\n\n",
    option_table);

halberd::options::CommandLine read_or_throw(const std::vector<std::string>& arguments) {
    auto line = usage.read(arguments);
    if (!line) {
        throw std::invalid_argument(usage.reason_not_to_start(line.error()));
    }
    return *line;
}

} // namespace

class Greeter : public halberd::Plugin {
 public:
    // What `halberd-plugin-host --describe greeter.so` tells.
    static constexpr halberd::Description description{"PROCESS_STATE_RUNNING", option_table};

    // Called before the listener is ready. What it throws is what the user reads in the log.
    Greeter(halberd::Host& host, const std::vector<std::string>& arguments)
        : host_(host), word_(read_or_throw(arguments).value("word").value_or("hello")) {}

    // Called for each event, on the plugin's own thread. It may take its time: only this listener waits.
    halberd::Result handle(const halberd::Event& event) override {
        const auto process = event.process_state();
        if (process && event.name() == "PROCESS_STATE_RUNNING") {
            host_.info(word_ + " " + std::string(process->process_name));
        }
        return halberd::Result::ok();
    }

    // -h and wrong options, when the plugin runs as a program.
    static std::optional<halberd::Exit> command_line(const std::vector<std::string>& arguments) {
        auto line = usage.read(arguments);
        return line ? std::nullopt : std::optional(line.error());
    }

 private:
    halberd::Host& host_;
    std::string word_;
};

HALBERD_PLUGIN(Greeter, "org.example.greeter", "1.0.0", "Says a word for every process that runs")
