#include "ctl/completion.hpp"
#include "ctl/help.hpp"
#include "ctl/interrupt.hpp"
#include "ctl/line_reader.hpp"

#include <histedit.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <clocale>
#include <cstdio>
#include <cwchar>
#include <fstream>
#include <utility>

namespace halberd::ctl {
namespace {

constexpr int history_size = 1000;
constexpr std::size_t list_width = 79;

// Of libedit's C interface, what the shell uses.
class EditedLines : public LineReader {
 public:
    EditedLines(const Interrupt& interrupt, Completer completer, std::string history_file);
    ~EditedLines() override;
    EditedLines(const EditedLines&) = delete;
    EditedLines& operator=(const EditedLines&) = delete;

    std::optional<std::string> read(const std::string& prompt) override;

 private:
    static EditedLines& self(EditLine* edit);
    static char* on_prompt(EditLine* edit) { return self(edit).prompt_.data(); }
    static int on_key(EditLine* edit, wchar_t* key) { return self(edit).read_key(*key); }
    static unsigned char on_tab(EditLine* edit, int) { return self(edit).complete(); }

    int read_key(wchar_t& key);
    unsigned char complete();
    void load_history();
    void save_history();

    const Interrupt& interrupt_;
    Completer completer_;
    std::string history_file_;
    std::string prompt_;
    EditLine* edit_;
    History* history_;
    HistEvent event_{};
};

EditedLines::EditedLines(const Interrupt& interrupt, Completer completer, std::string history_file)
    : interrupt_(interrupt),
      completer_(std::move(completer)),
      history_file_(std::move(history_file)),
      edit_(nullptr),
      history_(::history_init()) {
    std::setlocale(LC_CTYPE, ""); // libedit reads characters, not bytes
    edit_ = ::el_init("supervisorctl", stdin, stdout, stderr);
    ::el_set(edit_, EL_CLIENTDATA, this);
    ::el_set(edit_, EL_PROMPT, on_prompt);
    ::el_set(edit_, EL_SIGNAL, 1);
    ::el_set(edit_, EL_GETCFN, on_key);
    ::el_set(edit_, EL_EDITOR, "emacs");
    // The wide form: the narrow one makes copies that libedit does not free.
    ::el_wset(edit_, EL_ADDFN, L"complete-word", L"Complete the word", on_tab);
    ::el_set(edit_, EL_BIND, "^I", "complete-word", nullptr);
    ::el_set(edit_, EL_BIND, "^R", "em-inc-search-prev", nullptr);
    ::el_set(edit_, EL_HIST, ::history, history_);
    ::el_source(edit_, nullptr);
    ::history(history_, &event_, H_SETSIZE, history_size);
    ::history(history_, &event_, H_SETUNIQUE, 1);
    load_history();
}

EditedLines::~EditedLines() {
    save_history();
    ::history_end(history_);
    ::el_end(edit_);
}

EditedLines& EditedLines::self(EditLine* edit) {
    void* data = nullptr;
    ::el_get(edit, EL_CLIENTDATA, &data);
    return *static_cast<EditedLines*>(data);
}

std::optional<std::string> EditedLines::read(const std::string& prompt) {
    prompt_ = prompt;
    int size = 0;
    const char* text = ::el_gets(edit_, &size);
    if (text == nullptr || size <= 0) {
        return std::nullopt;
    }
    std::string line(text, static_cast<std::size_t>(size));
    while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) {
        line.pop_back();
    }
    if (line.find_first_not_of(" \t") != std::string::npos) {
        ::history(history_, &event_, H_ENTER, line.c_str());
    }
    return line;
}

// Instead of libedit's own read, so that ^C is seen while it waits. 1: a character; 0: the end of the input.
int EditedLines::read_key(wchar_t& key) {
    std::mbstate_t state{};
    while (true) {
        std::array<pollfd, 2> waits{{{STDIN_FILENO, POLLIN, 0}, {interrupt_.fd(), POLLIN, 0}}};
        if (::poll(waits.data(), waits.size(), -1) < 0) {
            continue; // a signal that libedit handles, such as a new window size
        }
        char byte = 0;
        if ((waits[1].revents & POLLIN) != 0 || ::read(STDIN_FILENO, &byte, 1) != 1) {
            return 0;
        }
        const std::size_t used = std::mbrtowc(&key, &byte, 1, &state);
        if (used == static_cast<std::size_t>(-2)) {
            continue; // the character has more bytes
        }
        if (used == static_cast<std::size_t>(-1)) {
            key = L'?';
        }
        return 1;
    }
}

unsigned char EditedLines::complete() {
    const LineInfo* line = ::el_line(edit_);
    const std::string_view up_to_cursor(line->buffer, static_cast<std::size_t>(line->cursor - line->buffer));
    const std::vector<std::string> candidates = completer_(up_to_cursor);
    const std::string addition = completion_of(up_to_cursor, candidates);
    if (!addition.empty()) {
        return ::el_insertstr(edit_, addition.c_str()) == 0 ? CC_REFRESH : CC_ERROR;
    }
    if (candidates.size() < 2) {
        return CC_ERROR;
    }
    const std::vector<std::string_view> words(candidates.begin(), candidates.end());
    std::fputs(("\n" + columns(words, list_width)).c_str(), stdout);
    std::fflush(stdout);
    return CC_REDISPLAY;
}

// One line an entry, as GNU readline writes it: users bring the file that they have from Supervisor.
void EditedLines::load_history() {
    if (history_file_.empty()) {
        return;
    }
    std::ifstream file(history_file_);
    for (std::string line; std::getline(file, line);) {
        ::history(history_, &event_, H_ENTER, line.c_str());
    }
}

void EditedLines::save_history() {
    if (history_file_.empty()) {
        return;
    }
    std::ofstream file(history_file_);
    for (int found = ::history(history_, &event_, H_LAST); found == 0; found = ::history(history_, &event_, H_PREV)) {
        file << event_.str << '\n';
    }
}

} // namespace

std::unique_ptr<LineReader> make_edited_lines(const Interrupt& interrupt, Completer completer,
                                              std::string history_file) {
    return std::make_unique<EditedLines>(interrupt, std::move(completer), std::move(history_file));
}

} // namespace halberd::ctl
