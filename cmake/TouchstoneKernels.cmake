set(TOUCHSTONE_ONLY_KERNELS "" CACHE STRING
  "While working on kernels: build only those with these ids (a list); empty builds all")

# Takes what belongs to other kernels out of a list of paths, if TOUCHSTONE_ONLY_KERNELS names some.
function(touchstone_only_kernels list)
  if(TOUCHSTONE_ONLY_KERNELS)
    list(JOIN TOUCHSTONE_ONLY_KERNELS "|" ids)
    set(others ${${list}})
    list(FILTER others INCLUDE REGEX "/kernels/[^/]+/[^/]+/")
    list(FILTER others EXCLUDE REGEX "/(${ids})/")
    if(others)
      list(REMOVE_ITEM ${list} ${others})
    endif()
    set(${list} ${${list}} PARENT_SCOPE)
  endif()
endfunction()

# touchstone_join_kernels(<root> <folder>): every <root>/<family>/<kernel-id>/kernel.json is a kernel.
# Makes, in <folder>, catalogue.cpp, which calls make() of each, and kernels.json with their texts
# (target touchstone_kernel_texts). A folder that comes or goes is noticed by the next build.
function(touchstone_join_kernels root folder)
  file(GLOB entries CONFIGURE_DEPENDS ${root}/*/*/kernel.json)
  file(GLOB sources CONFIGURE_DEPENDS ${root}/*/*/kernel.cpp)
  touchstone_only_kernels(entries)
  foreach(source ${sources})
    get_filename_component(kernel ${source} DIRECTORY)
    if(NOT EXISTS ${kernel}/kernel.json)
      message(FATAL_ERROR "${kernel}: kernel.cpp has no kernel.json beside it")
    endif()
  endforeach()
  set(here ${CMAKE_CURRENT_FUNCTION_LIST_DIR})
  set(scripts ${here}/JoinKernels.cmake ${here}/KernelJson.cmake ${here}/CheckKernel.cmake)
  get_filename_component(reports ${here}/../resources/reports ABSOLUTE)
  file(GLOB report_files CONFIGURE_DEPENDS ${reports}/*.md)
  add_custom_command(OUTPUT ${folder}/catalogue.cpp ${folder}/kernels.json
    COMMAND ${CMAKE_COMMAND} -DROOT=${root} -DFOLDER=${folder} -DREPORTS=${reports}
      "-DENTRIES=${entries}" -P ${here}/JoinKernels.cmake
    DEPENDS ${entries} ${root}/families.json ${root}/catalogue.cpp.in ${scripts} ${report_files}
    COMMENT "Joining the kernels' texts"
    VERBATIM)
  add_custom_target(touchstone_kernel_texts DEPENDS ${folder}/catalogue.cpp ${folder}/kernels.json)
endfunction()
