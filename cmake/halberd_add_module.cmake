# halberd_add_module(NAME SOURCE file USES target... LOADER target INTERFACE header... BUILD_MACRO macro)
#
# Makes lib/halberd/NAME.so, which a program of this build loads when it needs what is in it. They pass C++ objects to
# each other, so both are compiled with a macro that has the same text only when project, compiler, sanitizers and the
# headers between them are the same; LOADER is the library in which the program checks it. Exports what module.map of
# the folder lists.
function(halberd_add_module NAME)
  cmake_parse_arguments(ARG "" "SOURCE;LOADER;BUILD_MACRO" "USES;INTERFACE" ${ARGN})
  set(build "${PROJECT_VERSION} ${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION} ${HALBERD_SANITIZE}")
  foreach(header IN LISTS ARG_INTERFACE)
    file(SHA256 ${PROJECT_SOURCE_DIR}/${header} digest)
    string(APPEND build " ${digest}")
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${header})
  endforeach()
  string(SHA256 build "${build}")

  set(module ${NAME}_module)
  set(exports ${CMAKE_CURRENT_SOURCE_DIR}/module.map)
  add_library(${module} MODULE ${ARG_SOURCE})
  target_link_libraries(${module} PRIVATE halberd_flags ${ARG_USES})
  target_link_options(${module} PRIVATE -Wl,--version-script=${exports})
  if(NOT HALBERD_SANITIZE)
    target_link_options(${module} PRIVATE -Wl,-z,defs)
  endif()
  set_target_properties(${module} PROPERTIES
    PREFIX "" OUTPUT_NAME ${NAME} LINK_DEPENDS ${exports}
    LIBRARY_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/lib/halberd)
  install(TARGETS ${module} LIBRARY DESTINATION lib/halberd)
  foreach(part IN ITEMS ${ARG_LOADER} ${module})
    target_compile_definitions(${part} PRIVATE ${ARG_BUILD_MACRO}="${build}")
  endforeach()
endfunction()
