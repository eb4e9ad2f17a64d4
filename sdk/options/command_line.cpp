#include "sdk/options/command_line.hpp"

#include "sdk/options/usage_text.hpp"

#include <boost/program_options.hpp>

#include <algorithm>
#include <utility>

namespace halberd::options {
namespace {

namespace po = boost::program_options;

constexpr int exit_getopt_error = 255;
constexpr int exit_optparse_error = 2;

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

// Writes an abbreviation out that means an option with a letter; any other word stays.
void expand_abbreviation(const OptionTable& table, std::string& word) {
    if (!word.starts_with("--") || word.size() == 2) {
        return;
    }
    const std::string given = word.substr(2, word.find('=') - 2);
    const Option* meant = nullptr;
    for (const Option& option : table) {
        const std::string_view name = option.name != nullptr ? option.name : "";
        if (name == given || (option.letter != 0 && name.starts_with(given) && meant != nullptr)) {
            return;
        }
        meant = option.letter != 0 && name.starts_with(given) ? &option : meant;
    }
    if (meant != nullptr) {
        word.replace(2, given.size(), meant->name);
    }
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

// "-p" or "--program", as it was given.
std::string spelling_of(const po::option& option, const OptionTable& table) {
    const auto row = std::find_if(table.begin(), table.end(), [&](const Option& candidate) {
        return candidate.name != nullptr && candidate.name == option.string_key;
    });
    const bool is_long = !option.original_tokens.empty() && option.original_tokens.front().starts_with("--");
    return is_long || row == table.end() || row->letter == 0 ? "--" + option.string_key
                                                             : std::string("-") + row->letter;
}

} // namespace

std::optional<std::string> CommandLine::value(std::string_view name) const {
    std::vector<std::string> all = values(name);
    return all.empty() ? std::nullopt : std::optional(std::move(all.back()));
}

std::vector<std::string> CommandLine::values(std::string_view name) const {
    std::vector<std::string> found;
    for (const Given& option : given_) {
        if (option.name == name) {
            found.push_back(option.value);
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
        parser.options(known).style(po::command_line_style::unix_style);
        parser.extra_style_parser([this](std::vector<std::string>& rest) {
            expand_abbreviation(table_, rest[0]);
            return manner_ == Manner::Getopt ? end_at_first_word(rest) : std::vector<po::option>();
        });
        for (const po::option& option : parser.run().options) {
            const std::string value = option.value.empty() ? "" : option.value.front();
            if (option.string_key.empty()) {
                line.words_.push_back(value);
            } else {
                line.given_.push_back({option.string_key, value, spelling_of(option, table_)});
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
    if (manner_ == Manner::Optparse) {
        return {exit_optparse_error, "", one_line_usage() + program_ + ": error: " + reason + "\n"};
    }
    return {exit_getopt_error, text(), program_ + (": " + reason) + "\n"};
}

std::string Usage::one_line_usage() const {
    return std::string("Usage: ") + program_ + " [options]\n\n";
}

std::string Usage::reason_not_to_start(const Exit& end) const {
    if (end.err.empty()) {
        return std::string(program_) + ": -h asks for the usage text and starts nothing";
    }
    const std::string reason =
        end.err.starts_with(one_line_usage()) ? end.err.substr(one_line_usage().size()) : end.err;
    return reason.substr(0, reason.find_last_not_of('\n') + 1);
}

} // namespace halberd::options
