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
  if(ARG_EXCLUDE)
    list(FILTER sources EXCLUDE REGEX "${ARG_EXCLUDE}")
  endif()
  add_library(touchstone_${name} STATIC ${sources})
  target_link_libraries(touchstone_${name} PUBLIC touchstone_options ${ARG_LINKS}
    PRIVATE ${ARG_PRIVATE_LINKS})
  if(NOT ARG_QT)
    set_target_properties(touchstone_${name} PROPERTIES AUTOMOC OFF AUTORCC OFF)
  endif()
  # CMake cannot derive the language from headers alone.
  set_target_properties(touchstone_${name} PROPERTIES LINKER_LANGUAGE CXX)
  touchstone_public_headers(touchstone_${name} ${folder})
endfunction()

set(test_environment "QT_QPA_PLATFORM=offscreen;LC_ALL=C.UTF-8")
if(TOUCHSTONE_SANITIZE MATCHES "address")
  # Crashes are tested: the waiting parent process must see the signal.
  list(APPEND test_environment "ASAN_OPTIONS=handle_segv=0:handle_sigbus=0:handle_abort=0")
endif()

# Folders whose tests time code, start the bench or wait for a window: never beside another test.
set(serial_tests measure app ui)

# touchstone_tests(<folder> [QT] [AVX2] LINKS ...): one program for each test_*.cpp of tests/<folder>.
# With Qt these are QtTest programs; kernels and measure must also be tested without Qt and use
# GoogleTest. Target touchstone_<folder>_tests builds the programs of one folder. With AVX2 every
# program runs once more limited to AVX2: a newer processor would not run that code otherwise.
function(touchstone_tests folder)
  cmake_parse_arguments(ARG "QT;AVX2" "" "LINKS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${folder}/test_*.cpp)
  file(GLOB helpers CONFIGURE_DEPENDS ${folder}/*.h ${folder}/helper_*.cpp)
  add_custom_target(touchstone_${folder}_tests)
  foreach(source ${sources})
    get_filename_component(file ${source} NAME_WE)
    string(REPLACE "test_" "" stem ${file})
    set(target test_${folder}_${stem})
    add_executable(${target} ${source} ${helpers})
    target_link_libraries(${target} PRIVATE ${ARG_LINKS})
    target_include_directories(${target} PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
    target_compile_definitions(${target} PRIVATE
      TOUCHSTONE_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
      TOUCHSTONE_BIN_DIR="${CMAKE_BINARY_DIR}/bin")
    if(ARG_QT)
      target_link_libraries(${target} PRIVATE Qt6::Test)
    else()
      target_link_libraries(${target} PRIVATE GTest::gtest_main)
      set_target_properties(${target} PROPERTIES AUTOMOC OFF AUTORCC OFF)
    endif()
    add_dependencies(touchstone_${folder}_tests ${target})
    add_test(NAME ${folder}/${stem} COMMAND ${target})
    set_tests_properties(${folder}/${stem} PROPERTIES
      ENVIRONMENT "${test_environment}"
      TIMEOUT 600 LABELS ${folder})
    if(folder IN_LIST serial_tests)
      set_tests_properties(${folder}/${stem} PROPERTIES RUN_SERIAL ON)
    endif()
    # Minutes long: simulations and stress. Run with ctest -L slow.
    if(stem MATCHES "^slow_")
      set_property(TEST ${folder}/${stem} APPEND PROPERTY LABELS slow)
    endif()
    if(ARG_AVX2)
      add_test(NAME ${folder}/${stem}_avx2 COMMAND ${target})
      set_tests_properties(${folder}/${stem}_avx2 PROPERTIES
        ENVIRONMENT "${test_environment};TOUCHSTONE_TEST_ISA=avx2"
        TIMEOUT 600 LABELS ${folder})
      if(stem STREQUAL contract)
        set_property(TEST ${folder}/${stem}_avx2 APPEND PROPERTY LABELS slow)
      endif()
    endif()
  endforeach()
endfunction()
