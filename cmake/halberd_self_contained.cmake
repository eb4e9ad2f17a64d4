# halberd_self_contained(NAME [library.a...])
#
# Links libstdc++, {fmt} and the given static libraries into the program. Each shared library costs a start up to half a
# millisecond, and libstdc++ a megabyte of memory that is touched while it is linked. Nothing for sanitizers, which
# replace parts of these libraries.
function(halberd_self_contained NAME)
  if(HALBERD_SANITIZE)
    return()
  endif()
  target_sources(${NAME} PRIVATE ${PROJECT_SOURCE_DIR}/core/base/fmt_library.cpp)
  # The shared libraries stand behind these on the command line, find nothing left to do, and are not loaded.
  target_link_options(${NAME} PRIVATE -static-libstdc++ -static-libgcc -Wl,--as-needed,--gc-sections
    -Wl,--whole-archive ${ARGN} -Wl,--no-whole-archive)
endfunction()
