#pragma once
// What a run was computed on and by, for its manifest: results are the same bits for any number of
// threads on one build and instruction set, so a reader has to know both.

#include <string>

namespace studies {

struct Machine {
  std::string cpu;              // the processor's own name for itself
  std::string instruction_set;  // what the library was compiled for
  std::string compiler;         // name and version
  std::string commit;           // of the sources when the build was configured; empty if unknown
};

Machine this_machine();

}  // namespace studies
