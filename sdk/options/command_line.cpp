#include "sdk/options/command_line.hpp"

#include "sdk/options/usage_text.hpp"

#include <boost/program_options.hpp>

namespace halberd::options {
namespace {

namespace po = boost::program_options;

constexpr int exit_usage_error = 255;

po::options_description described(const OptionTable& table) {
    po::options_description all;
    all.add_options()("help,h", "");
    for (const Option& option : table) {
        if (option.name == nullptr) {
            continue;
        }
        const std::string name = option.name + (option.letter == 0 ? "" : std::string(",") + option.letter);
        if (option.value == nullptr) {
            all.add_options()(name.c_str(), "");
        } else {
            all.add_options()(name.c_str(), po::value<std::string>(), "");
        }
    }
    return all;
}

// At the first word everything that is left becomes words. Boost asks this function also whether the word after an
// option looks like an option, and shows it that word alone; a last word needs no help, so one alone is always left to
// Boost.
std::vector<po::option> end_at_first_word(std::vector<std::string>& rest) {
    std::vector<po::option> words;
    if (rest.size() > 1 && (rest[0].size() < 2 || rest[0][0] != '-')) {
        for (std::string& word : rest) {
            words.emplace_back();
            words.back().value.push_back(std::exchange(word, {}));
        }
        rest.clear();
    }
    return words;
}

} // namespace

std::optional<std::string> CommandLine::value(std::string_view name) const {
    std::vector<std::string> all = values(name);
    return all.empty() ? std::nullopt : std::optional(std::move(all.back()));
}

std::vector<std::string> CommandLine::values(std::string_view name) const {
    std::vector<std::string> found;
    for (const auto& [option, value] : given_) {
        if (option == name) {
            found.push_back(value);
        }
    }
    return found;
}

std::string Usage::text() const {
    return head_ + usage_text(table_);
}

tl::expected<CommandLine, Exit> Usage::read(const std::vector<std::string>& arguments) const {
    CommandLine line;
    try {
        const po::options_description known = described(table_);
        po::command_line_parser parser(arguments);
        parser.options(known).style(po::command_line_style::unix_style).extra_style_parser(end_at_first_word);
        for (const po::option& option : parser.run().options) {
            const std::string value = option.value.empty() ? "" : option.value.front();
            if (option.string_key.empty()) {
                line.words_.push_back(value);
            } else {
                line.given_.emplace_back(option.string_key, value);
            }
        }
    } catch (const po::error& e) {
        return tl::unexpected(error(e.what()));
    }
    if (line.has("help")) {
        return tl::unexpected(help());
    }
    return line;
}

Exit Usage::help() const {
    return {0, text(), ""};
}

Exit Usage::error(const std::string& reason) const {
    return {exit_usage_error, text(), program_ + (": " + reason) + "\n"};
}

std::string Usage::reason_not_to_start(const Exit& end) const {
    return end.err.empty() ? std::string(program_) + ": -h asks for the usage text and starts nothing"
                           : end.err.substr(0, end.err.find_last_not_of('\n') + 1);
}

} // namespace halberd::options
