#include "tensor/isa.h"

namespace gradflow {

const char* instruction_set() {
#define GRADFLOW_TEXT_OF(name) #name
#define GRADFLOW_TEXT(name) GRADFLOW_TEXT_OF(name)
  return GRADFLOW_TEXT(GRADFLOW_ISA);
#undef GRADFLOW_TEXT
#undef GRADFLOW_TEXT_OF
}

}  // namespace gradflow
