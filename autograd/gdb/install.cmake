# Installs the printers and commands of gdb. gdb loads a script by itself only from its own data
# folder, from a path that repeats that of the library; the library is the lowest one, which every
# program on Gradflow loads. The prefix is that of the installation, `cmake --install --prefix` too.

set(scripts ${CMAKE_INSTALL_DATADIR}/gradflow/gdb)
install(FILES autograd/gdb/gradflow.py DESTINATION ${scripts})
install(DIRECTORY autograd/gdb/gradflow_gdb DESTINATION ${scripts} FILES_MATCHING PATTERN "*.py")

get_target_property(tensor_type gradflow_tensor TYPE)
if(tensor_type STREQUAL "SHARED_LIBRARY")
  set(auto_load ${CMAKE_INSTALL_DATADIR}/gdb/auto-load)
  install(FILES autograd/gdb/auto-load.py
    DESTINATION "${auto_load}\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_LIBDIR}"
    RENAME libgradflow_tensor.so.${PROJECT_VERSION}-gdb.py)
endif()
