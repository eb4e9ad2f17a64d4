#include "core/store/event_file_library.hpp"

#define BOOST_DLL_USE_STD_FS

#include <dlfcn.h>

#include <boost/dll/shared_library.hpp>
#include <filesystem>
#include <string_view>

namespace halberd {
namespace {

namespace fs = std::filesystem;

tl::unexpected<FileTrouble> refuse(const std::string& library, const std::string& objection) {
    return tl::unexpected(
        FileTrouble{library + ", which durable pools need, " + objection + "; install Halberd anew", false});
}

} // namespace

std::string event_file_library() {
    std::error_code ignored;
    const fs::path program = fs::read_symlink("/proc/self/exe", ignored);
    return (program.parent_path().parent_path() / "lib/halberd/event_file.so").string();
}

MakeEventFile event_files_of(std::string library) {
    return [library =
                std::move(library)](const std::string& path) -> tl::expected<std::unique_ptr<EventFile>, FileTrouble> {
        namespace load_mode = boost::dll::load_mode;
        // dlopen knows the flag, Boost's enumeration hands it through.
        const auto stay_loaded = static_cast<load_mode::type>(RTLD_NODELETE);
        try {
            boost::dll::shared_library loaded(library, load_mode::rtld_now | load_mode::rtld_local | stay_loaded);
            const auto& module = loaded.get<const EventFileModule>("halberd_event_file_module");
            if (std::string_view(module.build) != HALBERD_STORE_BUILD) {
                return refuse(library, "belongs to another build of Halberd");
            }
            return module.make(path);
        } catch (const std::exception& e) {
            return refuse(library, std::string("can't be loaded: ") + e.what());
        }
    };
}

} // namespace halberd
