// replay_SUBJECT FOLDER: gives every file of the folder to the fuzz target that it is linked with. What the target
// finds wrong ends the program, with the name of the file as the last line before it.

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

std::string whole_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fprintf(stderr, "usage: %s FOLDER\n", argv[0]);
        return 2;
    }
    std::set<std::filesystem::path> paths;
    for (const auto& entry : std::filesystem::directory_iterator(argv[1])) {
        paths.insert(entry.path());
    }
    for (const std::filesystem::path& path : paths) {
        std::printf("%s\n", path.c_str());
        std::fflush(stdout);
        const std::string text = whole_file(path);
        LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
    }
    std::printf("%zu inputs keep every promise\n", paths.size());
    return paths.empty() ? 1 : 0; // an empty corpus would prove nothing
}
