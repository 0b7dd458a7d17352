# cmake -D WAY=Package|Folder -D ... -P check.cmake: builds the consumer project in one of its two
# ways, at -O0, runs it, and compares what it prints with what the same program prints when it is
# built inside the tree, with the tree's flags.
#
# BUILD: the library's build folder; WORK: where to build; REFERENCE: the program built in the tree;
# FOLDER, COMPILER, ARCH: the library's source folder, compiler and GRADFLOW_ARCH.

function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT status EQUAL 0)
    list(JOIN ARGN " " command)
    message(FATAL_ERROR "${command}\nended with status ${status}:\n${output}")
  endif()
endfunction()

function(check_relocatable prefix)
  file(GLOB_RECURSE files ${prefix}/*.cmake)
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

set(build ${WORK}/${WAY})
set(options -G Ninja -DCMAKE_CXX_COMPILER=${COMPILER} -DCMAKE_CXX_FLAGS=-O0 -DCMAKE_BUILD_TYPE=)
if(WAY STREQUAL "Package")
  set(prefix ${WORK}/prefix)
  file(REMOVE_RECURSE ${prefix})
  run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${prefix})
  check_relocatable(${prefix})
  list(APPEND options -DCMAKE_PREFIX_PATH=${prefix} -DCMAKE_FIND_USE_PACKAGE_REGISTRY=OFF)
else()
  list(APPEND options -DGRADFLOW_FOLDER=${FOLDER} -DGRADFLOW_ARCH=${ARCH})
endif()

run(${CMAKE_COMMAND} -S ${CMAKE_CURRENT_LIST_DIR} -B ${build} ${options})
run(${CMAKE_COMMAND} --build ${build} --target consumer)

execute_process(COMMAND ${build}/consumer
  RESULT_VARIABLE status OUTPUT_VARIABLE printed ERROR_VARIABLE errors)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "the consumer ended with status ${status}:\n${printed}${errors}")
endif()
execute_process(COMMAND ${REFERENCE} OUTPUT_VARIABLE expected COMMAND_ERROR_IS_FATAL ANY)
if(NOT printed STREQUAL expected)
  message(FATAL_ERROR "the consumer printed\n${printed}\nand inside the tree\n${expected}")
endif()
