#include "studies/support/arguments.h"

#include "tensor/error.h"

namespace studies {

void refuse_placeholders(const std::vector<std::string>& arguments) {
  for (const std::string& argument : arguments)
    for (const char* placeholder :
         {"%canonical_option%", "%original_token%", "%option%", "%prefix%", "%value%"})
      gradflow::require<gradflow::ArgumentError>(argument.find(placeholder) == argument.npos,
                                                 "\"{}\" cannot be understood: it holds {}",
                                                 argument, placeholder);
}

}  // namespace studies
