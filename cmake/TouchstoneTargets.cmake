# A target sees only the headers of the targets that it links: each target has an include folder that
# contains only a link to its source folder, so that a wrong #include does not compile.
function(touchstone_public_headers target folder)
  set(root ${CMAKE_BINARY_DIR}/include/${target})
  get_filename_component(parent ${root}/${folder} DIRECTORY)
  file(MAKE_DIRECTORY ${parent})
  file(CREATE_LINK ${CMAKE_CURRENT_SOURCE_DIR}/${folder} ${root}/${folder} SYMBOLIC)
  get_target_property(type ${target} TYPE)
  if(type STREQUAL "INTERFACE_LIBRARY")
    target_include_directories(${target} INTERFACE ${root})
  else()
    target_include_directories(${target} PUBLIC ${root})
  endif()
endfunction()

# touchstone_library(<name> <folder> [RECURSE] [QT] LINKS ... [EXCLUDE regex])
# makes touchstone_<name> from all sources of the folder.
function(touchstone_library name folder)
  cmake_parse_arguments(ARG "RECURSE;QT" "EXCLUDE" "LINKS;PRIVATE_LINKS" ${ARGN})
  set(mode GLOB)
  if(ARG_RECURSE)
    set(mode GLOB_RECURSE)
  endif()
  file(${mode} sources CONFIGURE_DEPENDS ${folder}/*.cpp ${folder}/*.h)
  touchstone_only_kernels(sources)
  if(ARG_EXCLUDE)
    list(FILTER sources EXCLUDE REGEX "${ARG_EXCLUDE}")
  endif()
  add_library(touchstone_${name} STATIC ${sources})
  target_link_libraries(touchstone_${name} PUBLIC touchstone_options ${ARG_LINKS}
    PRIVATE ${ARG_PRIVATE_LINKS})
  if(ARG_QT)
    target_link_libraries(touchstone_${name} PRIVATE touchstone_hardened)
  else()
    set_target_properties(touchstone_${name} PROPERTIES AUTOMOC OFF AUTORCC OFF)
  endif()
  # CMake cannot derive the language from headers alone.
  set_target_properties(touchstone_${name} PROPERTIES LINKER_LANGUAGE CXX)
  touchstone_public_headers(touchstone_${name} ${folder})
endfunction()

# Threads of OpenMP that wait must not spin: tests run side by side.
set(test_environment
  "QT_QPA_PLATFORM=offscreen;LC_ALL=C.UTF-8;OMP_WAIT_POLICY=passive;GOMP_SPINCOUNT=0")
if(TOUCHSTONE_SANITIZE MATCHES "address")
  # Crashes are tested: the waiting parent process must see the signal. The sanitizer guesses where
  # the thread-local data of libraries lies that PoCL loads, and crashes where it guesses wrong.
  list(APPEND test_environment
    "ASAN_OPTIONS=handle_segv=0:handle_sigbus=0:handle_abort=0:intercept_tls_get_addr=0")
endif()

# touchstone_add_test(<name> <target> LABEL label [AVX2] [ARGS ...]): registers a run of the program.
# With AVX2 it is limited to AVX2: a newer processor would not run that code otherwise.
function(touchstone_add_test name target)
  cmake_parse_arguments(ARG "AVX2" "LABEL" "ARGS" ${ARGN})
  add_test(NAME ${name} COMMAND ${target} ${ARG_ARGS})
  # GoogleTest is content with a filter that names no test.
  set_tests_properties(${name} PROPERTIES ENVIRONMENT "${test_environment}"
    TIMEOUT 600 LABELS ${ARG_LABEL} FAIL_REGULAR_EXPRESSION "Running 0 tests")
  if(ARG_AVX2)
    set_property(TEST ${name} APPEND PROPERTY ENVIRONMENT TOUCHSTONE_TEST_ISA=avx2)
  endif()
endfunction()

# touchstone_test_program(<target> [QT] SOURCES ... LINKS ...)
function(touchstone_test_program target)
  cmake_parse_arguments(ARG "QT" "" "SOURCES;LINKS" ${ARGN})
  add_executable(${target} ${ARG_SOURCES})
  target_link_libraries(${target} PRIVATE ${ARG_LINKS})
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  target_compile_definitions(${target} PRIVATE
    TOUCHSTONE_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
    TOUCHSTONE_BIN_DIR="${CMAKE_BINARY_DIR}/bin")
  if(ARG_QT)
    target_link_libraries(${target} PRIVATE Qt6::Test)
  else()
    target_link_libraries(${target} PRIVATE GTest::gtest_main)
    set_target_properties(${target} PROPERTIES AUTOMOC OFF AUTORCC OFF)
  endif()
endfunction()

# Folders whose tests time code, start the bench or wait for a window: never beside another test.
set(serial_tests measure app ui)

# touchstone_tests(<folder> [QT] [AVX2] [UNREGISTERED stems] LINKS ...): one program for each
# test_*.cpp of tests/<folder>, and a test for each, except of UNREGISTERED. A large one has more
# files in a folder of its name: tests/<folder>/<stem>/*.cpp.
# With Qt these are QtTest programs; kernels and measure must also be tested without Qt and use
# GoogleTest. Target touchstone_<folder>_tests builds the programs of one folder.
function(touchstone_tests folder)
  cmake_parse_arguments(ARG "QT;AVX2" "" "LINKS;UNREGISTERED" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${folder}/test_*.cpp)
  file(GLOB helpers CONFIGURE_DEPENDS ${folder}/*.h ${folder}/helper_*.cpp)
  set(qt "")
  if(ARG_QT)
    set(qt QT)
  endif()
  add_custom_target(touchstone_${folder}_tests)
  foreach(source ${sources})
    get_filename_component(file ${source} NAME_WE)
    string(REPLACE "test_" "" stem ${file})
    set(target test_${folder}_${stem})
    file(GLOB parts CONFIGURE_DEPENDS ${folder}/${stem}/*.cpp)
    touchstone_test_program(${target} ${qt} SOURCES ${source} ${parts} ${helpers}
      LINKS ${ARG_LINKS})
    add_dependencies(touchstone_${folder}_tests ${target})
    if(stem IN_LIST ARG_UNREGISTERED)
      continue()
    endif()
    touchstone_add_test(${folder}/${stem} ${target} LABEL ${folder})
    if(ARG_AVX2)
      touchstone_add_test(${folder}/${stem}_avx2 ${target} AVX2 LABEL ${folder})
    endif()
    if(folder IN_LIST serial_tests)
      set_tests_properties(${folder}/${stem} PROPERTIES RUN_SERIAL ON)
    endif()
    # Minutes long: simulations and stress. Run with ctest -L slow.
    if(stem MATCHES "^slow_")
      set_property(TEST ${folder}/${stem} APPEND PROPERTY LABELS slow)
    endif()
  endforeach()
endfunction()

# touchstone_kernel_tests(LINKS ...): of every kernel a program kernel_test_<id> from the test.cpp of
# its folder, where there is one (kernels/<id>/unit), and a run of the contract on it alone
# (kernels/<id>), both once more on AVX2 without OpenCL, which chooses its own instructions. After
# touchstone_tests(kernels).
function(touchstone_kernel_tests)
  cmake_parse_arguments(ARG "" "" "LINKS" ${ARGN})
  file(GLOB helpers CONFIGURE_DEPENDS kernels/*.h kernels/helper_*.cpp)
  file(GLOB folders CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/core/kernels/*/*/kernel.cpp)
  file(GLOB tests CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/core/kernels/*/*/test.cpp)
  touchstone_only_kernels(folders)
  foreach(source ${folders})
    get_filename_component(folder ${source} DIRECTORY)
    get_filename_component(id ${folder} NAME)
    string(REPLACE "-" "_" name ${id})
    touchstone_add_test(kernels/${id} test_kernels_contract LABEL kernels
      ARGS --gtest_filter=*/${name}_cpu:*/${name}_opencl)
    touchstone_add_test(kernels/${id}_avx2 test_kernels_contract AVX2 LABEL kernels
      ARGS --gtest_filter=*/${name}_cpu)
    # How many single wrong outputs a sampled check finds at medium: minutes long.
    touchstone_add_test(kernels/${id}/rate test_kernels_contract LABEL kernels
      ARGS --gtest_filter=*RateOfWrongOutputsCaughtAtMedium/${name}_cpu)
    set_property(TEST kernels/${id}/rate APPEND PROPERTY ENVIRONMENT TOUCHSTONE_SLOW_TESTS=1)
    set_property(TEST kernels/${id}/rate APPEND PROPERTY LABELS slow)
    if(${folder}/test.cpp IN_LIST tests)
      touchstone_test_program(kernel_test_${id} SOURCES ${folder}/test.cpp ${helpers}
        LINKS ${ARG_LINKS})
      target_include_directories(kernel_test_${id} PRIVATE kernels)
      add_dependencies(touchstone_kernels_tests kernel_test_${id})
      touchstone_add_test(kernels/${id}/unit kernel_test_${id} LABEL kernels)
      touchstone_add_test(kernels/${id}/unit_avx2 kernel_test_${id} AVX2 LABEL kernels)
    endif()
  endforeach()
  touchstone_add_test(kernels/catalogue test_kernels_contract LABEL kernels
    ARGS --gtest_filter=Catalogue.*)
endfunction()
