# cmake -D OUTPUT=file.cpp -D ASSETS=a.css|b.css -P embed_assets.cmake
#
# Writes a C++ file that defines find_asset() of core/web/assets.hpp over the given files.
string(REPLACE "|" ";" ASSETS "${ASSETS}")
set(arrays "")
set(rows "")
set(index 0)
foreach(asset IN LISTS ASSETS)
  get_filename_component(name ${asset} NAME)
  get_filename_component(extension ${asset} LAST_EXT)
  if(extension STREQUAL ".css")
    set(content_type "text/css;charset=utf-8")
  elseif(extension STREQUAL ".json")
    set(content_type "application/json")
  else()
    message(FATAL_ERROR "embed_assets: no content type is known for ${name}; add it in embed_assets.cmake")
  endif()
  file(READ ${asset} hexadecimal HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${hexadecimal}")
  string(APPEND arrays "constexpr char asset_${index}[] = {${bytes}'\\0'};\n")
  string(APPEND rows "    Asset{\"${name}\", \"${content_type}\", {asset_${index}, sizeof asset_${index} - 1}},\n")
  math(EXPR index "${index} + 1")
endforeach()
file(WRITE ${OUTPUT} "// Made from core/web/assets by embed_assets.cmake.
#include \"core/web/assets.hpp\"

namespace halberd {
namespace {
${arrays}
constexpr Asset assets[] = {
${rows}};
} // namespace

const Asset* find_asset(std::string_view name) {
    for (const Asset& asset : assets) {
        if (asset.name == name) {
            return &asset;
        }
    }
    return nullptr;
}

} // namespace halberd
")
