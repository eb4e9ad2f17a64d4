#include "core/config/shell_words.hpp"

#include <algorithm>
#include <cctype>
#include <optional>

namespace halberd {
namespace {

enum class Grammar {
    Words, // white space separates words, every other character is part of one: shlex.split()
    Pairs, // letters, digits and some punctuation form words, any other character is a token, '#' starts a comment
};

// Python's shlex.shlex in POSIX mode, as a state machine over the characters.
class Lexer {
 public:
    Lexer(std::string_view text, Grammar grammar) : size_(text.size()), rest_(text), grammar_(grammar) {}

    // Where the quote or the backslash stands that begins what is open.
    std::size_t opened_at() const { return opened_at_; }

    // Where each of the tokens begins.
    const std::vector<std::size_t>& starts() const { return starts_; }

    Result<std::vector<std::string>> tokens() {
        while (!rest_.empty()) {
            const char c = rest_.front();
            at_ = size_ - rest_.size();
            rest_.remove_prefix(1);
            take(c);
        }
        if (state_ == State::SingleQuote || state_ == State::DoubleQuote) {
            return failure("split", "No closing quotation");
        }
        if (state_ == State::Escape) {
            return failure("split", "No escaped character");
        }
        finish();
        return std::move(tokens_);
    }

 private:
    enum class State { Blank, Word, SingleQuote, DoubleQuote, Escape };

    void take(char c) {
        switch (state_) {
            case State::Blank:
            case State::Word:
                take_unquoted(c);
                break;
            case State::SingleQuote:
            case State::DoubleQuote:
                take_quoted(c);
                break;
            case State::Escape:
                // Between double quotes a backslash is special before a quote or a backslash only.
                if (escape_returns_to_ == State::DoubleQuote && c != '"' && c != '\\') {
                    *token_ += '\\';
                }
                *token_ += c;
                state_ = escape_returns_to_;
                break;
        }
    }

    void take_unquoted(char c) {
        if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
            finish();
        } else if (grammar_ == Grammar::Pairs && c == '#') {
            finish();
            rest_.remove_prefix(std::min(rest_.find('\n'), rest_.size()));
        } else if (c == '\\') {
            begin();
            escape_returns_to_ = State::Word;
            opened_at_ = at_;
            state_ = State::Escape;
        } else if (c == '\'' || c == '"') {
            begin();
            opened_at_ = at_;
            state_ = c == '"' ? State::DoubleQuote : State::SingleQuote;
        } else if (is_word_character(c)) {
            begin();
            *token_ += c;
        } else {
            finish();
            starts_.push_back(at_);
            tokens_.emplace_back(1, c);
        }
    }

    void take_quoted(char c) {
        const bool is_double = state_ == State::DoubleQuote;
        if (c == (is_double ? '"' : '\'')) {
            state_ = State::Word;
        } else if (is_double && c == '\\') {
            escape_returns_to_ = state_;
            state_ = State::Escape;
        } else {
            *token_ += c;
        }
    }

    bool is_word_character(char c) const {
        constexpr std::string_view punctuation = "_/.+-():";
        const auto byte = static_cast<unsigned char>(c);
        return grammar_ == Grammar::Words || byte >= 0x80 || std::isalnum(byte) != 0 ||
               punctuation.find(c) != std::string_view::npos;
    }

    void begin() {
        if (!token_) {
            token_.emplace();
            starts_.push_back(at_);
        }
        state_ = State::Word;
    }

    void finish() {
        if (token_) {
            tokens_.push_back(*std::move(token_));
            token_.reset();
        }
        state_ = State::Blank;
    }

    std::size_t size_; // of the whole text
    std::string_view rest_;
    std::size_t at_ = 0; // of the character under way
    std::size_t opened_at_ = 0;
    Grammar grammar_;
    State state_ = State::Blank;
    State escape_returns_to_ = State::Word; // has meaning in State::Escape
    std::optional<std::string> token_;      // the word under way; "" counts as a word
    std::vector<std::string> tokens_;
    std::vector<std::size_t> starts_;
};

} // namespace

Result<std::vector<std::string>> split_shell_words(std::string_view text, std::size_t* culprit) {
    Lexer lexer(text, Grammar::Words);
    auto words = lexer.tokens();
    if (!words && culprit != nullptr) {
        *culprit = lexer.opened_at();
    }
    return words;
}

std::string quote_shell_word(std::string_view word) {
    constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@%+=:,./_-";
    if (!word.empty() && word.find_first_not_of(plain) == std::string_view::npos) {
        return std::string(word);
    }
    std::string quoted = "'";
    for (const char c : word) {
        quoted += c == '\'' ? std::string("'\"'\"'") : std::string(1, c);
    }
    return quoted + "'";
}

Result<std::map<std::string, std::string>> parse_key_value_pairs(std::string_view text, std::size_t* culprit) {
    Lexer lexer(text, Grammar::Pairs);
    auto tokens = lexer.tokens();
    const auto blame = [&](std::size_t offset) {
        if (culprit != nullptr) {
            *culprit = offset;
        }
    };
    if (!tokens) {
        blame(lexer.opened_at());
        return tl::unexpected(tokens.error());
    }
    std::map<std::string, std::string> pairs;
    for (std::size_t i = 0; i < tokens->size(); i += 4) {
        if (tokens->size() - i < 3 || (*tokens)[i + 1] != "=") {
            blame(lexer.starts()[i]);
            return failure("split", "Unexpected end of key/value pairs");
        }
        pairs[(*tokens)[i]] = std::move((*tokens)[i + 2]);
    }
    return pairs;
}

} // namespace halberd
