#pragma once
// Files in NumPy's .npy format, one array each: a magic string, a version, a header that is a
// Python dictionary, and the elements (numpy.lib.format has its specification).

#include <string>

#include "tensor/tensor.h"

namespace gradflow::nn {

// Writes the file whole, first as PATH.partial, or leaves what was there: version 1, little-endian,
// in C order, as numpy.save does. FileError with the system's reason; ArgumentError for no tensor.
void write_npy(const std::string& path, const Tensor& tensor);

// Versions 1 to 3, either byte order, C or Fortran order, plain or compressed by gzip. float32 and
// float64 stay; bool and integers become int32. FileError, naming the file, what it says and what
// was expected, for whatever is wrong, for other element types, and for an integer that int32 does
// not hold; sizes are checked before memory is taken.
Tensor read_npy(const std::string& path);

}  // namespace gradflow::nn
