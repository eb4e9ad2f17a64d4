set(HALBERD_PLUGIN_MAP ${CMAKE_CURRENT_LIST_DIR}/plugin.map)

# halberd_add_plugin(NAME SOURCES file... [USES target...])
#
# Makes the object library NAME_objects and from it both forms of a plugin: lib/halberd/plugins/NAME.so, which the daemon
# or halberd-plugin-host loads, and bin/NAME, an external event listener. The shared object exports the plugin's table and
# nothing else.
function(halberd_add_plugin NAME)
  cmake_parse_arguments(ARG "" "" "SOURCES;USES" ${ARGN})
  add_library(${NAME}_objects OBJECT ${ARG_SOURCES})
  target_link_libraries(${NAME}_objects PUBLIC halberd_flags halberd::sdk ${ARG_USES})

  add_library(${NAME}_plugin MODULE)
  target_link_libraries(${NAME}_plugin PRIVATE ${NAME}_objects)
  target_link_options(${NAME}_plugin PRIVATE -Wl,--version-script=${HALBERD_PLUGIN_MAP})
  if(NOT HALBERD_SANITIZE) # a sanitizer's own symbols are in the program that loads the plugin
    target_link_options(${NAME}_plugin PRIVATE -Wl,-z,defs)
  endif()
  set_target_properties(${NAME}_plugin PROPERTIES
    PREFIX "" OUTPUT_NAME ${NAME} LINK_DEPENDS ${HALBERD_PLUGIN_MAP}
    LIBRARY_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/${HALBERD_PLUGIN_SUBDIR})
  install(TARGETS ${NAME}_plugin LIBRARY DESTINATION ${HALBERD_PLUGIN_SUBDIR})

  halberd_add_program(${NAME} USES ${NAME}_objects halberd::standalone_main)
endfunction()
