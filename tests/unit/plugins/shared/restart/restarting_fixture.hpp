#pragma once

#include "sdk/outbox/outbox_file.hpp"
#include "sdk/outbox/silences.hpp"
#include "sdk/testing/fake_host.hpp"
#include "sdk/testing/fake_rpc.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace halberd {

// A plugin behind its C table that restarts processes and mails about it, with a supervisor to ask.
class RestartingPlugin : public testing::Test {
 protected:
    // `plugin` is the name of its group and process.
    explicit RestartingPlugin(const std::string& plugin) {
        std::string name = testing::TempDir() + "halberd-" + plugin + "-XXXXXX";
        folder = ::mkdtemp(name.data());
        host.variables = {{"SUPERVISOR_SERVER_URL", rpc.url()},
                          {"SUPERVISOR_ALERTS_OUTBOX", "none"},
                          {"SUPERVISOR_GROUP_NAME", plugin},
                          {"SUPERVISOR_PROCESS_NAME", plugin}};
        rpc.answer("supervisor.stopProcess", true);
        rpc.answer("supervisor.startProcess", true);
    }
    ~RestartingPlugin() override { std::filesystem::remove_all(folder); }

    // Starts it with mails into a file.
    void start(std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), {"-m", "ops@example.com", "-s", "cat > " + (folder / "mail").string()});
        const auto started = host.start(arguments);
        EXPECT_TRUE(started) << started.error();
    }
    // As supervisorctl silence has it, for a plugin that is started afterwards.
    void silence(const outbox::Silences& silences) {
        host.variables["SUPERVISOR_ALERTS_OUTBOX"] = folder / "outbox";
        std::filesystem::create_directory(folder / "outbox");
        EXPECT_TRUE(outbox::write_silences(folder / "outbox", silences));
    }
    // Subjects of what waits in the outbox.
    std::vector<std::string> held() const {
        std::vector<std::string> subjects;
        for (const auto& entry : std::filesystem::directory_iterator(folder / "outbox")) {
            outbox::OutboxFile file(entry.path());
            if (entry.path().extension() == ".outbox" && file.open()) {
                const std::vector<outbox::Delivery> deliveries = file.list().value();
                for (const outbox::Delivery& delivery : deliveries) {
                    subjects.push_back(delivery.message.subject);
                }
            }
        }
        return subjects;
    }
    static outbox::Time in_an_hour() { return std::chrono::system_clock::now() + std::chrono::hours(1); }

    Result tick() { return host.send(test::tick(std::chrono::seconds(60), {})); }

    // What it has asked the supervisor: "stopProcess web:web1".
    std::vector<std::string> calls() const {
        std::vector<std::string> made;
        for (const xmlrpc::Call& call : rpc.calls()) {
            made.push_back(call.method.substr(11) +
                           (call.arguments.empty() ? "" : " " + call.arguments[0].value_or(std::string())));
        }
        return made;
    }
    std::string mail() const {
        std::ifstream file(folder / "mail");
        return {std::istreambuf_iterator<char>(file), {}};
    }

    std::filesystem::path folder;
    test::FakeRpc rpc;
    test::FakeHost host;
};

} // namespace halberd
