# Part of the installed package halberd-sdk as well: uses nothing that is only there in Halberd's own tree.

set(HALBERD_PLUGIN_MAP ${CMAKE_CURRENT_LIST_DIR}/plugin.map)

# halberd_add_plugin(NAME SOURCES file... [USES target...] [LIBRARY_ONLY])
#
# Makes the object library NAME_objects and from it both forms of a plugin: the target NAME_plugin is NAME.so, which the
# daemon or halberd-plugin-host loads, and the target NAME is the program NAME, an external event listener. The shared
# object exports the plugin's table and nothing else. Both are installed: into lib/halberd/plugins, and where programs go.
# LIBRARY_ONLY leaves the program out, for a plugin that is no event listener.
function(halberd_add_plugin NAME)
  cmake_parse_arguments(ARG "LIBRARY_ONLY" "" "SOURCES;USES" ${ARGN})
  add_library(${NAME}_objects OBJECT ${ARG_SOURCES})
  target_link_libraries(${NAME}_objects PUBLIC halberd::sdk ${ARG_USES})
  set_target_properties(${NAME}_objects PROPERTIES
    POSITION_INDEPENDENT_CODE ON C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)

  add_library(${NAME}_plugin MODULE)
  target_link_libraries(${NAME}_plugin PRIVATE ${NAME}_objects)
  target_link_options(${NAME}_plugin PRIVATE -Wl,--version-script=${HALBERD_PLUGIN_MAP})
  if(NOT HALBERD_SANITIZE) # a sanitizer's own symbols are in the program that loads the plugin
    target_link_options(${NAME}_plugin PRIVATE -Wl,-z,defs)
  endif()
  set_target_properties(${NAME}_plugin PROPERTIES PREFIX "" OUTPUT_NAME ${NAME} LINK_DEPENDS ${HALBERD_PLUGIN_MAP})
  if(HALBERD_PLUGIN_OUTPUT)
    set_target_properties(${NAME}_plugin PROPERTIES LIBRARY_OUTPUT_DIRECTORY ${HALBERD_PLUGIN_OUTPUT})
  endif()

  install(TARGETS ${NAME}_plugin LIBRARY DESTINATION lib/halberd/plugins)
  if(ARG_LIBRARY_ONLY)
    return()
  endif()

  add_executable(${NAME})
  target_link_libraries(${NAME} PRIVATE ${NAME}_objects halberd::standalone_main)
  include(GNUInstallDirs)
  install(TARGETS ${NAME} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endfunction()
