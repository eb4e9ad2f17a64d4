#pragma once

#include "core/config/program_table.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace halberd {

// Reads configurations from a folder of its own.
class ConfigurationTest : public ::testing::Test {
 protected:
    ConfigurationTest() {
        std::string pattern = (std::filesystem::temp_directory_path() / "halberd-config-XXXXXX").string();
        folder_ = std::filesystem::canonical(mkdtemp(pattern.data())).string();
        environment_.host_name = "box";
        environment_.working_directory = folder_;
        environment_.temporary_directory = "/tmp";
        environment_.default_plugin_path = folder_ + "/plugins";
        environment_.plugin_host = "/usr/bin/halberd-plugin-host";
        environment_.event_names = {"EVENT", "PROCESS_STATE", "PROCESS_STATE_EXITED", "TICK_60"};
    }
    ~ConfigurationTest() override { std::filesystem::remove_all(folder_); }

    // Writes a file of that name into the folder; returns its path.
    std::string write(const std::string& name, std::string_view text) const {
        const std::filesystem::path path = std::filesystem::path(folder_) / name;
        std::filesystem::create_directories(path.parent_path());
        std::ofstream(path) << text;
        return path.string();
    }

    // Reads `text` as FOLDER/supervisord.conf.
    Configuration read(std::string_view text) {
        const std::string path = write("supervisord.conf", text);
        diagnostics_ = Diagnostics();
        return read_configuration(path, environment_, overrides_, diagnostics_);
    }

    // The same for `lint`.
    Configuration lint(std::string_view text) {
        const std::string path = write("supervisord.conf", text);
        diagnostics_ = Diagnostics();
        return lint_configuration(path, environment_, overrides_, diagnostics_);
    }

    // All that was said, a line each, without the folder and the column: "supervisord.conf:3: [program:web] …".
    std::string said() const {
        std::string all;
        for (Diagnostic one : diagnostics_.all()) {
            one.origin.column = 0;
            all += (one.severity == Diagnostic::Severity::Error ? "error: " : "warning: ") + one.text() + "\n";
        }
        return without_folder(std::move(all));
    }

    // The place of each finding and what is at it in the file: "12:11 x".
    std::string places() const {
        std::string all;
        for (const Diagnostic& one : diagnostics_.all()) {
            const auto column = static_cast<std::size_t>(std::max(one.origin.column, 1));
            all += std::to_string(one.origin.line) + ":" + std::to_string(one.origin.column) + " " +
                   one.source.substr(std::min(column - 1, one.source.size())) + "\n";
        }
        return all;
    }

    std::string without_folder(std::string all) const {
        for (std::size_t at = all.find(folder_ + "/"); at != std::string::npos; at = all.find(folder_ + "/")) {
            all.erase(at, folder_.size() + 1);
        }
        return all;
    }

    std::string folder_;
    ConfigEnvironment environment_;
    CommandLineOverrides overrides_;
    Diagnostics diagnostics_;
};

} // namespace halberd
