#include "ctl/console.hpp"
#include "ctl/line_reader.hpp"

namespace halberd::ctl {
namespace {

class PlainLines : public LineReader {
 public:
    explicit PlainLines(Console& console) : console_(console) {}

    std::optional<std::string> read(const std::string& prompt) override { return console_.ask(prompt); }

 private:
    Console& console_;
};

} // namespace

std::unique_ptr<LineReader> make_plain_lines(Console& console) {
    return std::make_unique<PlainLines>(console);
}

} // namespace halberd::ctl
