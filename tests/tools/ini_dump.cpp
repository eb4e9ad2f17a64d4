// ini_dump FILE[,FILE…]…: reads the files of each argument into one document and prints one line of JSON for it: the
// errors as [number of the file, line], the defaults, and the sections with the values that count.

#include "core/config/ini_source.hpp"
#include "tests/tools/json_text.hpp"

#include <iostream>
#include <map>
#include <sstream>

namespace {

using namespace halberd;
using namespace halberd::testing;

std::string keys_of(const IniSection& section) {
    std::map<std::string, std::string> values;
    for (const IniEntry& entry : section.entries) {
        values[entry.key] = entry.value;
    }
    JsonObject keys;
    for (const auto& [key, value] : values) {
        keys.add(key, json(value));
    }
    return keys.text();
}

std::string dump(const std::string& paths) {
    IniDocument document;
    std::vector<std::string> errors;
    std::istringstream words(paths);
    std::string path;
    for (int number = 0; std::getline(words, path, ','); ++number) {
        Diagnostics diagnostics;
        read_ini_file(path, document, diagnostics);
        for (const Diagnostic& one : diagnostics.all()) {
            errors.push_back(json_array({json(number), json(one.origin.line)}));
        }
    }
    std::vector<std::string> sections;
    for (const IniSection& section : document.sections()) {
        sections.push_back(json_array({json(section.name), keys_of(section)}));
    }
    return JsonObject()
        .add("errors", json_array(errors))
        .add("defaults", keys_of(document.defaults()))
        .add("sections", json_array(sections))
        .text();
}

} // namespace

int main(int argc, char** argv) {
    for (int i = 1; i < argc; ++i) {
        std::cout << dump(argv[i]) << '\n';
    }
    return 0;
}
