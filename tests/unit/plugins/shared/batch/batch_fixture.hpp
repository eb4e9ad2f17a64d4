#pragma once

#include "sdk/testing/fake_host.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace halberd {

// A batch tool behind its C table, whose mails go into a file.
class BatchTool : public testing::Test {
 protected:
    BatchTool() {
        std::string name = testing::TempDir() + "halberd-batch-XXXXXX";
        folder = ::mkdtemp(name.data());
    }
    ~BatchTool() override { std::filesystem::remove_all(folder); }

    // Starts it with mails into the file, each ended by "\n--\n".
    void start(std::vector<std::string> arguments = {}) {
        const std::string file = (folder / "mails").string();
        arguments.insert(arguments.begin(), {"-t", "ops@example.com", "-f", "halberd@example.com", "--sendmail_program",
                                             "cat >> " + file + "; echo >> " + file + "; echo -- >> " + file});
        const auto started = host.start(arguments);
        EXPECT_TRUE(started) << started.error();
    }
    void send(const test::TestEvent& event) { EXPECT_EQ(host.send(event).kind(), Result::Kind::Ok); }
    void tick(int seconds = 60) { send(test::tick(std::chrono::seconds(seconds), {})); }
    std::string mails() const {
        std::ifstream file(folder / "mails");
        return {std::istreambuf_iterator<char>(file), {}};
    }

    std::filesystem::path folder;
    test::FakeHost host;
};

} // namespace halberd
