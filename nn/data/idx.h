#pragma once
// Files in the IDX format, plain or compressed by gzip: two zero bytes, a byte that tells the
// element type, one that tells how many axes there are, the extents (32 bits, big-endian) and the
// elements. Many sets of small images come in it: images as unsigned bytes of shape (n, rows,
// columns) and labels as (n).

#include <string>

#include "tensor/tensor.h"

namespace gradflow::data {

// The tensor of the file, of the file's shape. Bytes, 16-bit and 32-bit integers become int32,
// which holds them exactly; float32 and float64 stay. FileError, naming the file, what it says and
// what was expected, for whatever is wrong: cut short, too long, another format. Sizes are checked
// before memory is taken.
Tensor read_idx(const std::string& path);

// The same with elements of type `dtype`: bytes of an image are 0 … 255 in float32 as well; nothing
// is scaled. TypeError when `dtype` does not hold every value of the file's element type.
Tensor read_idx(const std::string& path, DType dtype);

}  // namespace gradflow::data
