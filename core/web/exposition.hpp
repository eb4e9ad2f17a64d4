#pragma once

#include <concepts>
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

    // Labels as their text, {a="x",b="y"}, for those who write many samples with the same ones. Names of labels are
    // ours, their values may hold anything.
    struct LabelText {
        std::string text;
    };
    static LabelText label_text(Labels labels);

    // Begins a metric; the samples that follow are its. A counter's name ends in "_total".
    void counter(std::string_view name, std::string_view help) { begin(name, help, "counter"); }
    void gauge(std::string_view name, std::string_view help) { begin(name, help, "gauge"); }
    void histogram(std::string_view name, std::string_view help) { begin(name, help, "histogram"); }

    // A sample of the metric.
    void sample(const LabelText& labels, std::integral auto value) {
        add({}, labels, static_cast<std::int64_t>(value));
    }
    void sample(const LabelText& labels, std::floating_point auto value) {
        add({}, labels, static_cast<double>(value));
    }
    void sample(Labels labels, auto value) { sample(label_text(labels), value); }

    // One of the samples that a histogram consists of: "_bucket", "_sum", "_count".
    void part(std::string_view suffix, Labels labels, std::integral auto value) {
        add(suffix, label_text(labels), static_cast<std::int64_t>(value));
    }
    void part(std::string_view suffix, Labels labels, std::floating_point auto value) {
        add(suffix, label_text(labels), static_cast<double>(value));
    }

    std::string take() { return std::exchange(text_, {}); }

 private:
    void begin(std::string_view name, std::string_view help, std::string_view type);
    void add(std::string_view suffix, const LabelText& labels, std::int64_t value);
    void add(std::string_view suffix, const LabelText& labels, double value);
    void begin_sample(std::string_view suffix, const LabelText& labels);

    std::string text_;
    std::string name_;
};

} // namespace halberd
