#pragma once

// The part of <halberd/plugin.hpp>, which includes it, that turns a class into the C table: nothing here is for
// authors. Every exception ends in these functions.

#include <concepts>
#include <cstring>
#include <exception>
#include <string_view>
#include <type_traits>

namespace halberd {
inline namespace v1 {
namespace thunks {

using Arguments = std::vector<std::string>;

template <class T>
concept NamesCommandLine = requires {
    &T::command_line;
};

template <class T>
concept HasCommandLine = requires(const Arguments& arguments) {
    { T::command_line(arguments) } -> std::same_as<std::optional<Exit>>;
};

template <class T>
concept NamesDescription = requires {
    &T::description;
};

template <class T>
concept HasDescription = requires {
    requires std::same_as<decltype(T::description), const Description>;
};

// A base class of the SDK that brings an extension of its own.
template <class T>
concept HasExtension = requires(std::string_view id) {
    { T::extension(id) } -> std::same_as<const void*>;
};

// Says what the author's class lacks, in the words in which it is to be written.
template <class T>
consteval bool is_complete() {
    constexpr bool derived = std::is_base_of_v<Plugin, T>;
    static_assert(derived, "HALBERD_PLUGIN expects: class YourPlugin : public halberd::Plugin");
    constexpr bool handles = !derived || !std::is_abstract_v<T>;
    static_assert(handles, "HALBERD_PLUGIN expects: halberd::Result handle(const halberd::Event& event) override");
    constexpr bool made = !derived || !handles || std::is_constructible_v<T, Host&, const Arguments&>;
    static_assert(made,
                  "HALBERD_PLUGIN expects: public constructor YourPlugin(halberd::Host& host, "
                  "const std::vector<std::string>& arguments)");
    constexpr bool asked = !NamesCommandLine<T> || HasCommandLine<T>;
    static_assert(asked,
                  "HALBERD_PLUGIN expects: static std::optional<halberd::Exit> command_line("
                  "const std::vector<std::string>& arguments)");
    constexpr bool described = !NamesDescription<T> || HasDescription<T>;
    static_assert(described, "HALBERD_PLUGIN expects: static constexpr halberd::Description description");
    return derived && handles && made && asked && described;
}

template <class T>
struct Instance {
    Host host;
    T plugin;

    Instance(const halberd_host& table, const Arguments& arguments) : host(table), plugin(host, arguments) {}
};

inline void put_text(char* buffer, std::size_t size, std::string_view text) noexcept {
    if (size == 0) {
        return;
    }
    text = text.substr(0, size - 1);
    std::memcpy(buffer, text.data(), text.size());
    buffer[text.size()] = '\0';
}

// The arguments after the plugin's name.
inline Arguments arguments_of(int argc, const char* const* argv) {
    return Arguments(argv + 1, argv + argc);
}

// Runs `work`; an exception's text goes to the buffer, and `otherwise` is returned.
template <class Work, class Answer>
Answer catch_all(char* err, std::size_t err_size, Answer otherwise, Work work) noexcept {
    try {
        return work();
    } catch (const std::exception& e) {
        put_text(err, err_size, e.what());
    } catch (...) {
        put_text(err, err_size, "an exception of unknown type");
    }
    return otherwise;
}

template <class T>
void* create(const halberd_host* host, int argc, const char* const* argv, char* err, std::size_t err_size) {
    void* const failed = nullptr;
    return catch_all(err, err_size, failed,
                     [&]() -> void* { return new Instance<T>(*host, arguments_of(argc, argv)); });
}

template <class T>
int handle(void* self, const halberd_event* event, char* err, std::size_t err_size) {
    return catch_all(err, err_size, static_cast<int>(HALBERD_FAIL), [&]() -> int {
        const Result result = static_cast<Instance<T>*>(self)->plugin.handle(Event(*event));
        put_text(err, err_size, result.reason());
        switch (result.kind()) {
            case Result::Kind::Ok:
                return HALBERD_OK;
            case Result::Kind::Fail:
                return HALBERD_FAIL;
            case Result::Kind::Fatal:
                return HALBERD_FATAL;
        }
        return HALBERD_FAIL;
    });
}

template <class T>
void destroy(void* self) {
    delete static_cast<Instance<T>*>(self);
}

template <class T>
int check_command_line(int argc, const char* const* argv, void* context, halberd_command_line_write write) {
    char text[1024] = "";
    const int status = catch_all(text, sizeof text, 1, [&]() -> int {
        const std::optional<Exit> end = T::command_line(arguments_of(argc, argv));
        if (!end) {
            return -1;
        }
        write(context, HALBERD_STDOUT, {end->out.data(), end->out.size()});
        write(context, HALBERD_STDERR, {end->err.data(), end->err.size()});
        return end->status;
    });
    if (text[0] != '\0') {
        write(context, HALBERD_STDERR, {text, std::strlen(text)});
        write(context, HALBERD_STDERR, {"\n", 1});
    }
    return status;
}

template <class T>
inline constexpr halberd_command_line command_line_table = {sizeof(halberd_command_line), 0, check_command_line<T>};

template <class T>
inline constexpr halberd_description description_table = {sizeof(halberd_description), sizeof(Option),
                                                          T::description.events, T::description.options.data,
                                                          T::description.options.size};

template <class T>
const void* get_extension(const char* id) {
    if constexpr (HasDescription<T>) {
        if (std::string_view(id) == HALBERD_DESCRIPTION_EXTENSION) {
            return &description_table<T>;
        }
    }
    if constexpr (HasCommandLine<T>) {
        if (std::string_view(id) == HALBERD_COMMAND_LINE_EXTENSION) {
            return &command_line_table<T>;
        }
    }
    if constexpr (HasExtension<T>) {
        return T::extension(id);
    }
    return nullptr;
}

template <class T>
consteval struct halberd_plugin table_of(const char* id, const char* version, const char* summary) {
    struct halberd_plugin table {};
    if constexpr (is_complete<T>()) {
        table.struct_size = sizeof table;
        table.abi_major = HALBERD_ABI_MAJOR;
        table.abi_minor_needed = 0;
        table.id = id;
        table.version = version;
        table.summary = summary;
        table.create = create<T>;
        table.handle = handle<T>;
        table.destroy = destroy<T>;
        table.get_extension = get_extension<T>;
    }
    return table;
}

} // namespace thunks
} // namespace v1
} // namespace halberd
