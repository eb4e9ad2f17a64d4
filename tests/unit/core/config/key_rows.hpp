#pragma once

#include "core/config/program_table.hpp"

#include <functional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

namespace halberd {

// The tables of tests that say for every key of every section what a value does, and what is said about a bad one. A
// new key is a new row in each; key_rows_test fails while one is missing.

// A value in its place: KEY=VALUE, after the lines that such a section needs and those of `beside`.
struct KeyRow {
    std::string title; // "supervisord", or "program:" for [program:x]
    std::string key;
    std::string value;
    std::string beside; // more lines of the section, each with its line end

    // A whole configuration with the value in it.
    std::string text() const;
    // The line of the value in that text, from 1.
    int line() const;
    // The name of the section: "program:web".
    std::string section() const;
};

using Effect = std::function<void(const Configuration&)>;

// What a good value does. Nothing may be said about it.
struct GoodRow : KeyRow {
    Effect effect; // expects it

    GoodRow(std::string in, std::string of, std::string is, Effect what, std::string with = {})
        : KeyRow{std::move(in), std::move(of), std::move(is), std::move(with)}, effect(std::move(what)) {}
};

// What is said about a bad value, at its line.
struct BadRow : KeyRow {
    std::string reason;
    std::string hint;
    bool is_warning = false;

    BadRow(std::string in, std::string of, std::string is, std::string why, std::string help, std::string with = {})
        : KeyRow{std::move(in), std::move(of), std::move(is), std::move(with)},
          reason(std::move(why)),
          hint(std::move(help)) {}
    BadRow as_warning() && {
        is_warning = true;
        return std::move(*this);
    }
};

void PrintTo(const KeyRow& row, std::ostream* out);

std::vector<GoodRow> good_server_rows();  // [supervisord], [unix_http_server], [inet_http_server], [include]
std::vector<GoodRow> good_program_rows(); // [program:x], and again as [eventlistener:x] where that may be
std::vector<GoodRow> good_pool_rows();    // [eventlistener:x], [group:x], [rpcinterface:x]
std::vector<GoodRow> good_alert_rows();   // [alerts]
std::vector<BadRow> bad_server_rows();
std::vector<BadRow> bad_program_rows();
std::vector<BadRow> bad_pool_rows(); // and [ctlplugin:x]
std::vector<BadRow> bad_alert_rows();

} // namespace halberd
