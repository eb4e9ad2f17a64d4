// An event listener for supervisord, to be copied: put what you want into handle(). It needs nothing but a compiler:
//
//   g++ -std=c++17 -O2 listener.cpp -o listener
//
//   [eventlistener:example]
//   command=/path/to/listener
//   events=PROCESS_STATE_EXITED

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <exception>
#include <iostream>
#include <map>
#include <sstream>
#include <string>

using Words = std::map<std::string, std::string>;

// Deals with one event: true when it is done, false to get it again. `tokens` are the "key:value" words of the
// payload's first line, `data` is what follows that line. Print on std::cerr only: std::cout belongs to supervisord.
bool handle(const std::string& event, const Words& tokens, const std::string& /*data*/) {
    if (event == "PROCESS_STATE_EXITED" && tokens.at("expected") == "0") {
        std::cerr << tokens.at("groupname") << ":" << tokens.at("processname") << " crashed, pid " << tokens.at("pid")
                  << std::endl;
    }
    return true;
}

Words words_of(const std::string& line) {
    Words words;
    std::istringstream text(line);
    for (std::string word; text >> word;) {
        if (const std::size_t colon = word.find(':'); colon != std::string::npos) {
            words[word.substr(0, colon)] = word.substr(colon + 1);
        }
    }
    return words;
}

// `len` of an event counts characters: the first byte of one tells how many there are in it.
std::string read_characters(std::istream& in, std::size_t count) {
    std::string text;
    for (; count > 0 && in.peek() != EOF; --count) {
        const int first = in.get();
        text += static_cast<char>(first);
        const int more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : first >= 0xC0 ? 1 : 0;
        for (int i = 0; i < more; ++i) {
            text += static_cast<char>(in.get());
        }
    }
    return text;
}

int main() {
    std::string line;
    while (std::cout << "READY\n" << std::flush && std::getline(std::cin, line)) {
        Words header = words_of(line);
        const std::string payload = read_characters(std::cin, std::stoul(header["len"]));
        const std::size_t newline = std::min(payload.find('\n'), payload.size());
        bool done = false;
        try {
            done = handle(header["eventname"], words_of(payload.substr(0, newline)),
                          payload.substr(std::min(newline + 1, payload.size())));
        } catch (const std::exception& error) { // a mistake in handle() is not the end of the listener
            std::cerr << header["eventname"] << ": " << error.what() << std::endl;
        }
        std::cout << (done ? "RESULT 2\nOK" : "RESULT 4\nFAIL") << std::flush;
    }
}
