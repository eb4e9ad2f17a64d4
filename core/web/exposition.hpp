#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace halberd {

// Writes metrics as text in the format that Prometheus scrapes (version 0.0.4 of its exposition formats).
class Exposition {
 public:
    using Labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;

    // Begins a metric; the samples that follow are its. A counter's name ends in "_total".
    void counter(std::string_view name, std::string_view help) { begin(name, help, "counter"); }
    void gauge(std::string_view name, std::string_view help) { begin(name, help, "gauge"); }

    // A sample of the metric. Names of labels are ours, their values may hold anything.
    void sample(Labels labels, std::int64_t value);

    std::string take() { return std::exchange(text_, {}); }

 private:
    void begin(std::string_view name, std::string_view help, std::string_view type);

    std::string text_;
    std::string name_;
};

} // namespace halberd
