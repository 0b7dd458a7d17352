# What a release is compiled and linked with beyond its optimisation: what Debian 13 hardens its packages
# with, addresses bound at the start, and no name of the folder it was built in. Part of
# gradflow_build_flags, so no flag reaches a consumer. Without _GLIBCXX_ASSERTIONS, which Debian leaves
# out, too: shapes are checked once, by us, before a kernel starts. RelWithDebInfo is for debuggers, like
# Debug, and so are targets with the property GRADFLOW_FOR_DEBUGGER: behind a stack protector, gdb finds
# no arguments in the rules of an optimised build.

include(CheckCXXCompilerFlag)
include(CheckCXXSourceCompiles)
include(CheckLinkerFlag)
include(CheckPIESupported)
check_pie_supported(LANGUAGES CXX)

set(hardening)
# Ubuntu's compiler brings a level of its own, packagers theirs.
set(CMAKE_REQUIRED_FLAGS -O1)
check_cxx_source_compiles("
  #ifndef _FORTIFY_SOURCE
  #error no level
  #endif
  int main() {}" GRADFLOW_HAS_FORTIFY_LEVEL)
unset(CMAKE_REQUIRED_FLAGS)
if(NOT GRADFLOW_HAS_FORTIFY_LEVEL)
  list(APPEND hardening -D_FORTIFY_SOURCE=2)
endif()
foreach(flag IN ITEMS -fstack-protector-strong -fstack-clash-protection -fcf-protection)
  string(MAKE_C_IDENTIFIER "GRADFLOW_HAS${flag}" has_flag)
  check_cxx_compiler_flag(${flag} ${has_flag})
  if(${has_flag})
    list(APPEND hardening ${flag})
  endif()
endforeach()
# Static libraries may become part of a program that is loaded anywhere.
if(CMAKE_CXX_LINK_PIE_SUPPORTED AND NOT CMAKE_POSITION_INDEPENDENT_CODE)
  list(APPEND hardening "$<$<NOT:$<STREQUAL:$<TARGET_PROPERTY:TYPE>,SHARED_LIBRARY>>:-fPIE>")
endif()
set(optimised
  $<AND:$<CONFIG:Release,MinSizeRel>,$<NOT:$<BOOL:$<TARGET_PROPERTY:GRADFLOW_FOR_DEBUGGER>>>>)
target_compile_options(gradflow_build_flags INTERFACE "$<${optimised}:${hardening}>")

if(CMAKE_CXX_LINK_PIE_SUPPORTED)
  target_link_options(gradflow_build_flags INTERFACE
    $<$<AND:${optimised},$<STREQUAL:$<TARGET_PROPERTY:TYPE>,EXECUTABLE>>:-pie>)
endif()
check_linker_flag(CXX -Wl,-z,relro,-z,now GRADFLOW_HAS_RELRO)
if(GRADFLOW_HAS_RELRO)
  target_link_options(gradflow_build_flags INTERFACE $<${optimised}:-Wl,-z,relro,-z,now>)
endif()

# Files are named from the root of the tree, in what a node says of where it was made, too. Debug data
# keep whole names, by which a debugger finds the sources.
target_compile_options(gradflow_build_flags INTERFACE
  $<$<CONFIG:Release,MinSizeRel>:-fmacro-prefix-map=${PROJECT_SOURCE_DIR}/=>)
# A shared library next to the program that needs it is found from there.
set(CMAKE_BUILD_RPATH_USE_ORIGIN ON)
