# A kernel is one folder: it joins the catalogue and the texts by being there and leaves by going, and
# a fault in its kernel.json ends the build with file and field.
# cmake -DSOURCE=<project> -DWORK=<folder> -DGENERATOR=... -DCOMPILER=... [-DLAUNCHER=...] -P test.cmake
cmake_minimum_required(VERSION 3.22)

set(here ${CMAKE_CURRENT_LIST_DIR})
set(tree ${WORK}/tree)
set(build ${WORK}/build)
set(toy ${tree}/kernels/fused/toy-kernel)

function(configure folder result)
  execute_process(COMMAND ${CMAKE_COMMAND} -S ${here} -B ${folder} -G ${GENERATOR} -DSOURCE=${SOURCE}
    -DTREE=${tree} ${ARGN} RESULT_VARIABLE failed OUTPUT_VARIABLE out ERROR_VARIABLE out)
  set(${result} "${failed}" PARENT_SCOPE)
  set(output "${out}" PARENT_SCOPE)
endfunction()

# Leaves what the build said in `output`, without line breaks, which CMake's messages take anywhere.
function(build folder target result)
  execute_process(COMMAND ${CMAKE_COMMAND} --build ${folder} --target ${target}
    RESULT_VARIABLE failed OUTPUT_VARIABLE out ERROR_VARIABLE out)
  string(REGEX REPLACE "[ \n]+" " " out "${out}")
  set(${result} "${failed}" PARENT_SCOPE)
  set(output "${out}" PARENT_SCOPE)
endfunction()

function(must_build)
  build(${build} touchstone_kernel_texts failed)
  if(failed)
    message(FATAL_ERROR "does not build: ${output}")
  endif()
endfunction()

function(must_be_equal what found expected)
  if(NOT "${found}" STREQUAL "${expected}")
    message(FATAL_ERROR "${what}: ${found} instead of ${expected}")
  endif()
endfunction()

# The ids in kernels.json and the namespaces in catalogue.cpp, in order, as "a b c".
function(kernels_of result)
  file(READ ${build}/kernels.json json)
  string(JSON count LENGTH "${json}" kernels)
  math(EXPR last "${count} - 1")
  set(ids "")
  foreach(i RANGE ${last})
    string(JSON id GET "${json}" kernels ${i} id)
    string(APPEND ids " ${id}")
  endforeach()
  file(STRINGS ${build}/catalogue.cpp lines REGEX "push_back")
  set(calls "")
  foreach(line ${lines})
    string(REGEX REPLACE ".*push_back\\(([a-z0-9_]+)::make.*" " \\1" call "${line}")
    string(APPEND calls ${call})
  endforeach()
  string(REPLACE "-" "_" names "${ids}")
  must_be_equal("the catalogue's order" "${calls}" "${names}")
  set(${result} "${ids}" PARENT_SCOPE)
endfunction()

function(add_toy)
  file(COPY ${here}/toy-kernel DESTINATION ${tree}/kernels/fused)
endfunction()

# Writes the toy's kernel.json with one text replaced.
function(change_toy old new)
  file(READ ${here}/toy-kernel/kernel.json text)
  string(REPLACE "${old}" "${new}" changed "${text}")
  if(changed STREQUAL text)
    message(FATAL_ERROR "nothing to replace: ${old}")
  endif()
  file(WRITE ${toy}/kernel.json "${changed}")
endfunction()

function(must_have_failed failed what says)
  string(FIND "${output}" "${says}" at)
  if(NOT failed OR at EQUAL -1)
    message(FATAL_ERROR "${what} should be refused with \"${says}\": ${output}")
  endif()
endfunction()

# The toy changed like this must be refused with a message. What the build runs is run directly,
# which takes a third of the time.
function(must_refuse old new says)
  change_toy("${old}" "${new}")
  execute_process(COMMAND ${CMAKE_COMMAND} -DROOT=${tree}/kernels -DFOLDER=${WORK}
    -DREPORTS=${SOURCE}/resources/reports -DENTRIES=${toy}/kernel.json
    -P ${SOURCE}/cmake/JoinKernels.cmake RESULT_VARIABLE failed ERROR_VARIABLE output)
  string(REGEX REPLACE "[ \n]+" " " output "${output}")
  must_have_failed("${failed}" "${new}" "fused/toy-kernel/kernel.json: ${says}")
endfunction()

function(a_folder_comes_and_goes)
  must_build()
  kernels_of(without)
  file(SHA256 ${build}/kernels.json before)
  add_toy()
  must_build()
  kernels_of(with)
  # Of its family, and after the paper that the report has before its own.
  string(REPLACE " sglang-trio-fusion" " sglang-trio-fusion toy-kernel" expected "${without}")
  must_be_equal("kernels" "${with}" "${expected}")
  file(READ ${build}/kernels.json joined)
  file(READ ${here}/toy-kernel/kernel.json own)
  foreach(language en zh)
    string(JSON found GET "${joined}" kernels 1 summary ${language})
    string(JSON expected GET "${own}" summary ${language})
    must_be_equal("summary" "${found}" "${expected}")
  endforeach()
  file(REMOVE_RECURSE ${toy})
  must_build()
  file(SHA256 ${build}/kernels.json after)
  must_be_equal("kernels.json without the folder" ${after} ${before})
endfunction()

function(faults_in_texts_are_named)
  must_refuse("\"name\": {\"en\": \"Toy\", \"zh\": \"玩具\"}," "" "name is missing")
  must_refuse(", \"zh\": \"无。\"" "" "method.zh is missing")
  must_refuse("\"1。\"" "\"\"" "limit.zh is empty")
  must_refuse("\"zh\": \"快\"" "\"zh\": 1"
    "operations[0].variants[1].name.zh must be STRING, is NUMBER")
  must_refuse("\"limit\":" "\"limit\"" "Line 7, Column")
  must_refuse("\n  ]\n}" "\n  ],\n}" "a comma before a closing bracket")
  must_refuse("{\n  \"version\"" "{\n  \"id\": \"toy\", \"version\"" "id is said by the folder")
  must_refuse("\"devices\"" "\"device\"" "device is no known field")
  must_refuse("\"reason\"" "\"reasons\"" "claims[0].reasons is no known field")
  must_refuse("\"ratios\": [" "\"ratio\": [" "operations[0].ratio is no known field")
  must_refuse("\"role\": \"technique\"" "\"rôle\": \"technique\""
    "operations[0].variants[1].rôle is no known field")
  must_refuse("{\"en\": \"None.\"" "{\"de\": \"-\", \"en\": \"None.\""
    "method.de is no known field")
  must_refuse("\"version\": 1," "" "version is missing")
  must_refuse("\"version\": 1," "\"version\": 0,"
    "version must be a whole number of at least 1, is 0")
  must_refuse("\"version\": 1," "\"version\": 1.5,"
    "version must be a whole number of at least 1, is 1.5")
  must_refuse("\"version\": 1," "\"version\": \"1\"," "version must be NUMBER, is STRING")
  must_refuse("[\"cpu\"]" "[\"cpu\", \"gpu\"]" "devices[1] must be one of cpu, opencl, is gpu")
  must_refuse("[\"cpu\"]" "[\"opencl\"]" "devices lacks cpu")
endfunction()

function(faults_in_papers_are_named)
  set(paper "\"papers\": [{\"report\": \"2025-09-10\", \"index\": ")
  must_refuse("${paper}" "\"papers\": [{\"report\": \"10-09-2025\", \"index\": "
    "papers[0].report is no date")
  must_refuse("${paper}" "\"papers\": [{\"report\": \"2025-09-11\", \"index\": "
    "papers[0].report is the date of no bundled report: 2025-09-11")
  must_refuse("${paper}4" "${paper}99" "papers[0].index is no paper of the report of 2025-09-10: 99")
  must_refuse("\"paper\": {\"report\": \"2025-09-10\", \"index\": 4"
    "\"paper\": {\"report\": \"2025-09-10\", \"index\": 0"
    "claims[0].paper.index must be a whole number of at least 1, is 0")
  must_refuse("\"index\": 4, \"title\": \"Toys\"}]" "\"index\": 4}]" "papers[0].title is missing")
endfunction()

function(faults_in_sizes_are_named)
  foreach(key small medium large odd)
    must_refuse("\"${key}\": [[" "\"${key}\": [[2], [-"
      "operations[0].${key}[1][0] must be a whole number of at least 0, is -")
  endforeach()
  must_refuse("\"odd\"" "\"sweep\": [[8], [16], [-2]], \"odd\""
    "operations[0].sweep[2][0] must be a whole number of at least 0, is -2")
  must_refuse("[[64]]" "[[6.5]]" "operations[0].small[0][0] must be a whole number")
  must_refuse("[[64]]" "[[\"64\"]]" "operations[0].small[0][0] must be NUMBER, is STRING")
  must_refuse("[[64]]" "[[64, 1]]" "operations[0].small[0] has 2 sizes for 1 dimensions")
  must_refuse("[[64]]" "[64]" "operations[0].small[0] must be ARRAY, is NUMBER")
  must_refuse("[[64]]" "[]" "operations[0].small is empty")
  must_refuse("\"odd\": [[1], [3], [17]]," "" "operations[0].odd is missing")
  must_refuse("[\"count\"]" "[\"count\", \"count\"]"
    "operations[0].dimensions[1] is there twice: count")
  must_refuse("\"{count}\"" "\"{count} by {nope}\""
    "operations[0].label names no dimension: {nope}")
  must_refuse("\"{count}\"," "\"{count}\", \"group\": \"of {cuont}\","
    "operations[0].group names no dimension: {cuont}")
endfunction()

function(faults_in_variants_and_ratios_are_named)
  must_refuse("\"id\": \"fast\"," "" "operations[0].variants[1].id is missing")
  must_refuse("\"id\": \"fast\"" "\"id\": \"slow\""
    "operations[0].variants[1].id is there twice: slow")
  must_refuse("\"id\": \"fast\"" "\"id\": \"so fast\""
    "operations[0].variants[1].id must be words of a to z")
  must_refuse("\"role\": \"baseline\"" "\"role\": \"base\""
    "operations[0].variants[0].role must be one of baseline, naive, technique, is base")
  must_refuse("[{\"baseline\": \"slow\"" "[{\"baseline\": \"slw\""
    "operations[0].ratios[0].baseline is no variant of the operation: slw")
  must_refuse("\"technique\": \"fast\"}]" "\"technique\": \"fats\"}]"
    "operations[0].ratios[0].technique is no variant of the operation: fats")
  set(ratio "{\"baseline\": \"slow\", \"technique\": \"fast\"}")
  must_refuse("${ratio}" "${ratio}, ${ratio}" "operations[0].ratios[1] is there twice")
  must_refuse("\"technique\": \"fast\"}" "\"technique\": \"fast\", \"better\": \"more\"}"
    "operations[0].ratios[0].better must be one of higher, lower, is more")
  file(READ ${here}/toy-kernel/kernel.json text)
  string(JSON operation GET "${text}" operations 0)
  must_refuse("\"operations\": [" "\"operations\": [${operation}, "
    "operations[1].id is there twice: double")
endfunction()

function(faults_in_claims_are_named)
  must_refuse("\"metric\": \"speedup\"," "" "claims[0].metric is missing")
  must_refuse("\"PX\"" "\"XP\"" "claims[0].grade must be one of SQ, SM, PX, NM, is XP")
  must_refuse("\"operation\": \"double\"" "\"operation\": \"halve\""
    "claims[0].operation is no operation: halve")
  must_refuse("\"operation\": \"double\"," "" "claims[0].operation is missing")
  must_refuse("\"baseline\": \"slow\",\n" "\"baseline\": \"fast\",\n"
    "claims[0] names no ratio of operation double: fast over fast, time")
  must_refuse("\"technique\": \"fast\",\n" "\"technique\": \"slow\",\n"
    "claims[0] names no ratio of operation double: slow over slow, time")
  must_refuse("\"quantity\": \"time\"" "\"quantity\": \"bytes\""
    "claims[0] names no ratio of operation double: slow over fast, bytes")
  must_refuse("\"shape\": \"\"" "\"shape\": \"63\""
    "claims[0].shape is no shape of operation double: 63")
  must_refuse("\"shape\": \"\"" "\"shape\": \"64\", \"group\": \"few\""
    "claims[0].group is no group of operation double: few")
  must_refuse("\"value\": 1.5" "\"value\": \"1.5\"" "claims[0].value must be NUMBER, is STRING")
endfunction()

# Variants that are the values of a knob.
function(faults_in_pairs_are_named)
  set(knob "\"dimension\": \"block\", \"en\": \"block\", \"zh\": \"块\"")
  set(pair "{\"value\": 8, \"baseline\": \"slow\", \"technique\": \"fats\"}")
  must_refuse("\"shape\": \"\"" "\"shape\": \"\", \"knobs\": [{${knob}, \"pairs\": [${pair}]}]"
    "claims[0].knobs[0].pairs[0] names no ratio of the operation: slow over fats, time")
  must_refuse("\"shape\": \"\"" "\"shape\": \"\", \"knobs\": [{${knob}, \"pairs\": []}]"
    "claims[0].knobs[0].pairs is empty")
endfunction()

function(faults_are_named)
  add_toy()
  faults_in_texts_are_named()
  faults_in_papers_are_named()
  faults_in_sizes_are_named()
  faults_in_variants_and_ratios_are_named()
  faults_in_claims_are_named()
  faults_in_pairs_are_named()
endfunction()

function(a_fault_ends_the_build)
  change_toy("\"version\": 1," "")
  build(${build} touchstone_kernel_texts failed)
  must_have_failed("${failed}" "a fault" "fused/toy-kernel/kernel.json: version is missing")
  file(REMOVE ${toy}/kernel.json)
  build(${build} touchstone_kernel_texts failed)
  must_have_failed("${failed}" "a folder without kernel.json"
    "fused/toy-kernel: kernel.cpp has no kernel.json beside it")
  file(REMOVE_RECURSE ${toy})
  file(COPY ${here}/toy-kernel DESTINATION ${tree}/kernels/no-such-family)
  build(${build} touchstone_kernel_texts failed)
  must_have_failed("${failed}" "an unknown family" "families.json has no family no-such-family")
  file(REMOVE_RECURSE ${tree}/kernels/no-such-family)
endfunction()

function(must_list expected)
  execute_process(COMMAND ${program}/list_kernels OUTPUT_VARIABLE listed)
  must_be_equal("the catalogue" "${listed}" "${expected}")
endfunction()

# With the toy alone: what it compiles to is in the catalogue, and without make() nothing links.
function(the_catalogue_calls_make)
  set(tree ${WORK}/alone)
  set(toy ${tree}/kernels/fused/toy-kernel)
  file(COPY ${SOURCE}/core/kernels/families.json ${SOURCE}/core/kernels/catalogue.cpp.in
    DESTINATION ${tree}/kernels)
  add_toy()
  set(program ${WORK}/program)
  configure(${program} failed -DCOMPILE=ON -DCMAKE_CXX_COMPILER=${COMPILER}
    -DCMAKE_CXX_COMPILER_LAUNCHER=${LAUNCHER})
  if(NOT failed)
    build(${program} list_kernels failed)
  endif()
  if(failed)
    message(FATAL_ERROR "the toy does not build: ${output}")
  endif()
  must_list("toy-kernel\nslow over fast: 2\n")
  # A ratio in front of another takes nothing from it: limits belong to ids, not to places.
  file(READ ${toy}/kernel.json text)
  string(REPLACE "\"ratios\": [" "\"ratios\": [{\"baseline\": \"fast\", \"technique\": \"slow\"}, "
    changed "${text}")
  file(WRITE ${toy}/kernel.json "${changed}")
  build(${program} list_kernels failed)
  must_list("toy-kernel\nfast over slow: 0.5\nslow over fast: 2\n")
  set(fast "\"name\": {\"en\": \"fast\", \"zh\": \"快\"}}")
  change_toy("${fast}" "${fast}, {\"id\": \"third\", \"role\": \"naive\", ${fast}")
  build(${program} list_kernels failed)
  must_list("toy-kernel\nfused/toy-kernel/kernel.json: operations[0].variants: third has no form\
 (variants: slow, fast, third; forms: slow, fast)\n")
  set(source ${tree}/kernels/fused/toy-kernel/kernel.cpp)
  file(READ ${source} right)
  string(REPLACE "{*this, \"count\"}" "{*this, \"cuont\"}" text "${right}")
  file(WRITE ${source} "${text}")
  build(${program} list_kernels failed)
  execute_process(COMMAND ${program}/list_kernels RESULT_VARIABLE failed ERROR_VARIABLE output)
  must_have_failed("${failed}" "a misspelt dimension"
    "fused/toy-kernel/kernel.json: operation double has no dimension cuont")
  string(REPLACE " make()" " another()" text "${right}")
  file(WRITE ${source} "${text}")
  build(${program} list_kernels failed)
  if(NOT failed OR NOT output MATCHES "toy_kernel::make")
    message(FATAL_ERROR "a kernel without make() should not link: ${output}")
  endif()
endfunction()

file(REMOVE_RECURSE ${WORK})
file(COPY ${SOURCE}/core/kernels DESTINATION ${tree}
  FILES_MATCHING PATTERN kernel.json PATTERN families.json PATTERN catalogue.cpp.in)
configure(${build} failed)
if(failed)
  message(FATAL_ERROR "does not configure: ${output}")
endif()
a_folder_comes_and_goes()
faults_are_named()
a_fault_ends_the_build()
the_catalogue_calls_make()
file(REMOVE_RECURSE ${WORK})
