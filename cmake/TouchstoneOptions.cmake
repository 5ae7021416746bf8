# One INTERFACE target carries standard, warnings and sanitizers for every target of the project.
add_library(touchstone_options INTERFACE)
target_compile_features(touchstone_options INTERFACE cxx_std_20)
target_compile_options(touchstone_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow
  -Wnon-virtual-dtor -Woverloaded-virtual -Wcast-qual)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # GCC 12 reports overlapping copies in std::string operators where there are none (GCC bug 105651).
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
  QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_CAST_FROM_BYTEARRAY QT_NO_KEYWORDS
  QT_NO_CONTEXTLESS_CONNECT QT_NO_NARROWING_CONVERSIONS_IN_CONNECT)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

# The programs read files of other hands. Their addresses are random (PIE) and their tables of
# functions read-only after the start (BIND_NOW); what reads files checks its buffers too. Kernels and
# the harness are timed and read none, so they go without these checks.
include(CheckPIESupported)
check_pie_supported(LANGUAGES CXX)
target_link_options(touchstone_options INTERFACE -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack)
add_library(touchstone_hardened INTERFACE)
if(CMAKE_BUILD_TYPE MATCHES "^Rel" AND NOT TOUCHSTONE_SANITIZE)
  target_compile_options(touchstone_hardened INTERFACE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2
    -fstack-protector-strong)
endif()

# SIMD code is compiled once for each target and chosen at run time. Every target costs a fifth of the
# compile time, so those between the lowest, which runs on any x86-64, and AVX2 (2013) are left out.
# AVX3_DL (Ice Lake, Zen 4: VPOPCNTDQ, VNNI) is off in Highway 1.0 unless asked for; GCC 12
# compiles it. Sanitizer flavours compile one target alone: see their preset.
if(TOUCHSTONE_ONE_SIMD_TARGET)
  set(TOUCHSTONE_SIMD_TARGETS HWY_COMPILE_ONLY_STATIC)
else()
  set(TOUCHSTONE_SIMD_TARGETS "HWY_DISABLED_TARGETS=(HWY_SSSE3|HWY_SSE4)" HWY_WANT_AVX3_DL)
endif()
