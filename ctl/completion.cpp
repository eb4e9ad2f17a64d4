#include "ctl/completion.hpp"

#include "ctl/words.hpp"

#include <algorithm>

namespace halberd::ctl {
namespace {

// The word that the cursor stands in: what is behind the last blank.
std::string_view word_under_way(std::string_view up_to_cursor) {
    const auto blank = up_to_cursor.find_last_of(" \t");
    return blank == std::string_view::npos ? up_to_cursor : up_to_cursor.substr(blank + 1);
}

std::vector<std::string> action_names(std::span<const Command> commands) {
    std::vector<std::string> names{"help"};
    for (const Command& command : commands) {
        names.emplace_back(command.name);
    }
    std::sort(names.begin(), names.end());
    return names;
}

void add_once(std::vector<std::string>& names, std::string name) {
    if (std::find(names.begin(), names.end(), name) == names.end()) {
        names.push_back(std::move(name));
    }
}

std::vector<std::string> group_names(const std::vector<Namespec>& processes) {
    std::vector<std::string> names;
    for (const Namespec& process : processes) {
        add_once(names, process.group);
    }
    return names;
}

// A process that bears its group's name is offered without the group, unless a colon is already typed.
std::vector<std::string> process_names(const std::vector<Namespec>& processes, std::string_view word) {
    std::vector<std::string> names;
    for (const Namespec& process : processes) {
        if (word.find(':') != std::string_view::npos || process.group != process.process) {
            names.push_back(process.group + ":" + process.process);
            add_once(names, process.group + ":*");
        } else {
            names.push_back(process.process);
        }
    }
    return names;
}

} // namespace

std::vector<std::string> completions(std::string_view up_to_cursor, std::span<const Command> commands,
                                     const std::function<std::vector<Namespec>()>& processes) {
    const std::string_view word = word_under_way(up_to_cursor);
    const std::vector<std::string_view> words = split_words(up_to_cursor);
    const bool is_first_word = words.empty() || (words.size() == 1 && !word.empty());
    const Command* command = is_first_word ? nullptr : find_command(commands, words.front());

    std::vector<std::string> names;
    if (is_first_word || words.front() == "help") {
        names = action_names(commands);
    } else if (command != nullptr && command->completion == Completion::Groups) {
        names = group_names(processes());
    } else if (command != nullptr && command->completion == Completion::Processes) {
        names = process_names(processes(), word);
    }
    std::erase_if(names, [&](const std::string& name) { return !name.starts_with(word); });
    return names;
}

std::string completion_of(std::string_view up_to_cursor, const std::vector<std::string>& candidates) {
    if (candidates.empty()) {
        return {};
    }
    std::string_view shared = candidates.front();
    for (const std::string& candidate : candidates) {
        const auto differs = std::mismatch(shared.begin(), shared.end(), candidate.begin(), candidate.end()).first;
        shared = shared.substr(0, static_cast<std::size_t>(differs - shared.begin()));
    }
    std::string addition(shared.substr(word_under_way(up_to_cursor).size()));
    if (candidates.size() == 1) {
        addition += ' ';
    }
    return addition;
}

} // namespace halberd::ctl
