// A plugin of an author who has the installed SDK only: it greets every process that runs.
#include <halberd/plugin.hpp>

class Greeter : public halberd::Plugin {
 public:
    Greeter(halberd::Host& host, const std::vector<std::string>& arguments)
        : host_(host), greeting_(arguments.empty() ? "hello" : arguments[0]) {}

    halberd::Result handle(const halberd::Event& event) override {
        if (const auto process = event.process_state()) {
            host_.info(greeting_ + " " + std::string(process->process_name));
        }
        return halberd::Result::ok();
    }

 private:
    halberd::Host& host_;
    std::string greeting_;
};

HALBERD_PLUGIN(Greeter, "org.example.greeter", "1.0.0", "Greets every process that runs")
