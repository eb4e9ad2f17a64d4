# halberd_add_library(NAME SOURCES file... [USES target...] [PRIVATE target...])
#
# Makes the static library halberd_NAME, and the alias halberd::NAME. USES are libraries that its headers show;
# PRIVATE ones appear in its .cpp files only. tests/layering holds the #includes against the table of docs/design.md.
function(halberd_add_library NAME)
  cmake_parse_arguments(ARG "" "" "SOURCES;USES;PRIVATE" ${ARGN})
  add_library(halberd_${NAME} STATIC ${ARG_SOURCES})
  add_library(halberd::${NAME} ALIAS halberd_${NAME})
  set_target_properties(halberd_${NAME} PROPERTIES EXPORT_NAME ${NAME})
  target_link_libraries(halberd_${NAME}
    PUBLIC $<BUILD_INTERFACE:halberd_flags> ${ARG_USES} PRIVATE ${ARG_PRIVATE})
endfunction()

# halberd_add_headers(NAME [USES target...]): the same for a folder that has headers only.
function(halberd_add_headers NAME)
  cmake_parse_arguments(ARG "" "" "USES" ${ARGN})
  add_library(halberd_${NAME} INTERFACE)
  add_library(halberd::${NAME} ALIAS halberd_${NAME})
  set_target_properties(halberd_${NAME} PROPERTIES EXPORT_NAME ${NAME})
  target_link_libraries(halberd_${NAME} INTERFACE $<BUILD_INTERFACE:halberd_flags> ${ARG_USES})
endfunction()

# halberd_add_program(NAME SOURCES file... USES target...): an installed program, a main plus libraries.
function(halberd_add_program NAME)
  cmake_parse_arguments(ARG "" "" "SOURCES;USES" ${ARGN})
  add_executable(${NAME} ${ARG_SOURCES})
  target_link_libraries(${NAME} PRIVATE halberd_flags ${ARG_USES})
  install(TARGETS ${NAME} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endfunction()
