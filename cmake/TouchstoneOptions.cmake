# One INTERFACE target carries standard, warnings and sanitizers for every target of the project.
add_library(touchstone_options INTERFACE)
target_compile_features(touchstone_options INTERFACE cxx_std_20)
target_compile_options(touchstone_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow
  -Wnon-virtual-dtor -Woverloaded-virtual -Wcast-qual)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # GCC 12 sees overlapping copies in std::string operators that are none (GCC bug 105651).
  target_compile_options(touchstone_options INTERFACE -Wno-restrict)
endif()
if(TOUCHSTONE_WERROR)
  target_compile_options(touchstone_options INTERFACE -Werror)
endif()
if(TOUCHSTONE_SANITIZE)
  target_compile_options(touchstone_options INTERFACE
    -fsanitize=${TOUCHSTONE_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(touchstone_options INTERFACE -fsanitize=${TOUCHSTONE_SANITIZE})
endif()
target_compile_definitions(touchstone_options INTERFACE
  QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_KEYWORDS)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
