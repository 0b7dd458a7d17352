# cmake -D WAY=… -D … -P check.cmake: one of the ways to use the library from outside its tree. Each
# builds the consumer project without the tree's flags, runs it, and compares what it prints with
# what the same program prints when it is built inside the tree.
#
#   Install      install the build under a prefix, then move it; the ways below use that
#   Debug        find_package, in a debug build
#   Release      find_package, in a release build
#   Components   find_package of less than everything, and of what there is not
#   PkgConfig    one command of the compiler, with what pkg-config says
#   Folder       add_subdirectory, which builds tensor and autograd once more: unoptimised, without
#                the debugger's data
#
# BUILD: the library's build folder; WORK: where to build; REFERENCE: the program built in the tree;
# FOLDER, COMPILER, ARCH: the library's source folder, compiler and GRADFLOW_ARCH; LAUNCHER: the
# compiler launcher of the build, which may be empty.

function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT status EQUAL 0)
    list(JOIN ARGN " " command)
    message(FATAL_ERROR "${command}\nended with status ${status}:\n${output}")
  endif()
endfunction()

function(check_relocatable prefix)
  file(GLOB_RECURSE files ${prefix}/*.cmake ${prefix}/*.pc)
  foreach(file IN LISTS files)
    file(READ ${file} text)
    foreach(path IN ITEMS ${FOLDER} ${BUILD} ${prefix})
      string(FIND "${text}" "${path}" position)
      if(NOT position EQUAL -1)
        message(FATAL_ERROR "${file} holds the path ${path}: the package cannot be moved")
      endif()
    endforeach()
  endforeach()
endfunction()

# How the library is compiled and linked is not how its users have to be.
function(check_no_flags prefix)
  file(GLOB_RECURSE files ${prefix}/*.cmake ${prefix}/*.pc)
  foreach(file IN LISTS files)
    file(READ ${file} text)
    if(text MATCHES "-march|-fstack|-fcf-|_FORTIFY_SOURCE|-pie|-Wl,|prefix-map|-Werror")
      message(FATAL_ERROR "${file} hands the flag ${CMAKE_MATCH_0} to the users of the package")
    endif()
  endforeach()
endfunction()

function(check_output program)
  execute_process(COMMAND ${program}
    RESULT_VARIABLE status OUTPUT_VARIABLE printed ERROR_VARIABLE errors)
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "the consumer ended with status ${status}:\n${printed}${errors}")
  endif()
  execute_process(COMMAND ${REFERENCE} OUTPUT_VARIABLE expected COMMAND_ERROR_IS_FATAL ANY)
  if(NOT printed STREQUAL expected)
    message(FATAL_ERROR "the consumer printed\n${printed}\nand inside the tree\n${expected}")
  endif()
endfunction()

set(prefix ${WORK}/prefix)
set(build ${WORK}/${WAY})
set(options -G Ninja -DCMAKE_CXX_COMPILER=${COMPILER})
set(package -DCMAKE_PREFIX_PATH=${prefix} -DCMAKE_FIND_USE_PACKAGE_REGISTRY=OFF)

# build_consumer(OPTION...): configures, builds and runs the consumer project.
function(build_consumer)
  run(${CMAKE_COMMAND} -S ${CMAKE_CURRENT_LIST_DIR} -B ${build} ${options} ${ARGN})
  run(${CMAKE_COMMAND} --build ${build} --target consumer)
  check_output(${build}/consumer)
endfunction()

# The project in components/ finds COMPONENTS and names the targets it got; the result must hold
# `expected`.
function(check_components components expected)
  execute_process(
    COMMAND ${CMAKE_COMMAND} -S ${CMAKE_CURRENT_LIST_DIR}/components -B ${build} ${options}
      ${package} "-DCOMPONENTS=${components}"
    OUTPUT_VARIABLE output ERROR_VARIABLE output)
  string(REGEX REPLACE "[ \n]+" " " output "${output}")
  string(FIND "${output}" "${expected}" position)
  if(position EQUAL -1)
    message(FATAL_ERROR "COMPONENTS ${components} should say\n${expected}\nand says\n${output}")
  endif()
endfunction()

if(WAY STREQUAL "Install")
  file(REMOVE_RECURSE ${prefix} ${WORK}/before_the_move)
  run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${WORK}/before_the_move)
  check_relocatable(${WORK}/before_the_move)
  check_no_flags(${WORK}/before_the_move)
  file(RENAME ${WORK}/before_the_move ${prefix})
elseif(WAY MATCHES "^(Debug|Release)$")
  build_consumer(${package} -DCMAKE_BUILD_TYPE=${WAY})
elseif(WAY STREQUAL "Components")
  check_components("tensor" "targets: tensor.")
  check_components("autograd" "targets: tensor autograd.")
  check_components("nn;tensor" "targets: tensor autograd nn.")
  check_components("" "targets: tensor autograd nn.")
  check_components("tensor;OPTIONAL_COMPONENTS;gpu" "targets: tensor.")
  check_components("nn;gpu"
    "gradflow has no component \"gpu\"; its components are tensor, autograd and nn")
elseif(WAY STREQUAL "PkgConfig")
  find_program(pkg_config NAMES pkg-config pkgconf)
  if(NOT pkg_config)
    message("skipped: pkg-config is not installed")
    return()
  endif()
  file(GLOB_RECURSE file ${prefix}/gradflow.pc)
  cmake_path(GET file PARENT_PATH folder)
  set(ENV{PKG_CONFIG_PATH} "${folder}:$ENV{PKG_CONFIG_PATH}")
  execute_process(COMMAND ${pkg_config} --cflags --libs gradflow
    OUTPUT_VARIABLE flags COMMAND_ERROR_IS_FATAL ANY)
  separate_arguments(flags UNIX_COMMAND "${flags}")
  file(MAKE_DIRECTORY ${build})
  file(GLOB sources ${CMAKE_CURRENT_LIST_DIR}/*.cpp)
  run(${COMPILER} -std=c++20 ${sources} ${flags} -o ${build}/consumer)
  cmake_path(GET folder PARENT_PATH folder)
  set(ENV{LD_LIBRARY_PATH} ${folder})  # for shared libraries
  check_output(${build}/consumer)
elseif(WAY STREQUAL "Folder")
  build_consumer(-DGRADFLOW_FOLDER=${FOLDER} -DGRADFLOW_ARCH=${ARCH}
    -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS_DEBUG=-O0 -DCMAKE_CXX_COMPILER_LAUNCHER=${LAUNCHER})
else()
  message(FATAL_ERROR "there is no way '${WAY}'")
endif()
