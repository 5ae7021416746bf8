# touchstone_embed(<target> <function> <namespace> BASES ... FILES ...): text files as string_view
# constants, reachable through `std::string_view <function>(std::string_view path)`, the path being
# that within the first of BASES that holds the file. For code without Qt resources: OpenCL sources
# and the kernel texts.
function(touchstone_embed target function namespace)
  cmake_parse_arguments(ARG "" "" "BASES;FILES" ${ARGN})
  set(output ${CMAKE_CURRENT_BINARY_DIR}/${target}_${function}.cpp)
  add_custom_command(OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DOUTPUT=${output} -DFUNCTION=${function} -DNAMESPACE=${namespace}
      "-DBASES=${ARG_BASES}" "-DFILES=${ARG_FILES}" -P ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/EmbedFiles.cmake
    DEPENDS ${ARG_FILES} ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/EmbedFiles.cmake
    VERBATIM)
  target_sources(${target} PRIVATE ${output})
endfunction()
