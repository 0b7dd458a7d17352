#include "studies/support/machine.h"

#include <sys/utsname.h>

#include <fstream>

#include "tensor/isa.h"

#ifndef GRADFLOW_COMMIT
#define GRADFLOW_COMMIT ""
#endif

namespace studies {
namespace {

std::string cpu_name() {
  std::ifstream cpus("/proc/cpuinfo");
  for (std::string line; std::getline(cpus, line);) {
    const std::size_t colon = line.find(": ");
    if (line.starts_with("model name") && colon != std::string::npos) return line.substr(colon + 2);
  }
  utsname system{};
  return ::uname(&system) == 0 ? system.machine : "unknown";
}

std::string compiler_name() {
#if defined(__clang__)
  return "clang " __clang_version__;
#else
  return "g++ " __VERSION__;
#endif
}

}  // namespace

Machine this_machine() {
  return {cpu_name(), gradflow::instruction_set(), compiler_name(), GRADFLOW_COMMIT};
}

}  // namespace studies
