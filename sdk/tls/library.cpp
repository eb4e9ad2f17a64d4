#include "sdk/tls/module.hpp"

#define BOOST_DLL_USE_STD_FS

#include <dlfcn.h>

#include <boost/dll/shared_library.hpp>
#include <filesystem>

namespace halberd::tls {
namespace {

namespace fs = std::filesystem;

std::string library_path() {
    std::error_code ignored;
    const fs::path program = fs::read_symlink("/proc/self/exe", ignored);
    return (program.parent_path().parent_path() / "lib/halberd/tls.so").string();
}

tl::expected<const Module*, Trouble> load() {
    namespace load_mode = boost::dll::load_mode;
    const std::string path = library_path();
    const auto refuse = [&](const std::string& objection) {
        return tl::unexpected(Trouble{path, "TLS needs it, and it " + objection + "; install Halberd anew"});
    };
    try {
        // dlopen knows the flag, Boost's enumeration hands it through.
        const auto stay_loaded = static_cast<load_mode::type>(RTLD_NODELETE);
        boost::dll::shared_library loaded(path, load_mode::rtld_now | load_mode::rtld_local | stay_loaded);
        const auto& module = loaded.get<const Module>("halberd_tls_module");
        if (std::string_view(module.build) != HALBERD_TLS_BUILD) {
            return refuse("belongs to another build of Halberd");
        }
        return &module;
    } catch (const std::exception& e) {
        return refuse(std::string("can't be loaded: ") + e.what());
    }
}

} // namespace

ContextOr server_context(const ServerFiles& files) {
    const auto module = load();
    return module ? (*module)->server(files) : ContextOr(tl::unexpected(module.error()));
}

ContextOr client_context(const ClientFiles& files) {
    const auto module = load();
    return module ? (*module)->client(files) : ContextOr(tl::unexpected(module.error()));
}

} // namespace halberd::tls
