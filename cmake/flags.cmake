# Compiler settings that every target of the project shares: they hang on the interface target halberd_flags,
# which halberd_add_library and halberd_add_plugin link.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 11)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON) # static libraries are linked into plugins as well

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE RelWithDebInfo)
endif()
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -g1 -DNDEBUG")
set(CMAKE_CXX_FLAGS_DEBUG "-O0 -g1")

set(HALBERD_SANITIZE "" CACHE STRING
  "Sanitizers, as in -fsanitize= (address,undefined or thread; the preset fuzz adds fuzzer-no-link)")

# Programs land in bin/ and plugins in lib/halberd/plugins/ of the build tree, as they do when installed, so that
# paths relative to the programs hold in both.
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
set(HALBERD_PLUGIN_OUTPUT ${PROJECT_BINARY_DIR}/lib/halberd/plugins)

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  # It keeps what includes a precompiled header only when it is allowed these.
  set(CMAKE_CXX_COMPILER_LAUNCHER
    ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE_PROGRAM})
endif()

add_library(halberd_flags INTERFACE)
target_include_directories(halberd_flags INTERFACE ${PROJECT_SOURCE_DIR})
# GCC 12 warns of overlapping copies in std::string that cannot be (GCC bug 105651), hence -Wno-restrict, which clang
# does not know.
target_compile_options(halberd_flags INTERFACE
  $<$<COMPILE_LANGUAGE:CXX>:-Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual
    -Wold-style-cast -Wcast-qual -Wimplicit-fallthrough -Werror $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>>)
if(HALBERD_SANITIZE)
  target_compile_options(halberd_flags INTERFACE
    -fsanitize=${HALBERD_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(halberd_flags INTERFACE -fsanitize=${HALBERD_SANITIZE})
  if(HALBERD_SANITIZE MATCHES thread)
    # ThreadSanitizer knows no fences, which Asio uses beside its locks.
    target_compile_options(halberd_flags INTERFACE -Wno-tsan)
  endif()
endif()
