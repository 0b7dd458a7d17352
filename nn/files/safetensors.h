#pragma once
// Files in the safetensors format, which Python reads with the package of that name: the length of
// a JSON header (64 bits, little-endian), the header, and the elements, raw and without holes. Here
// F32, F64 and I32. Checkpoints are such files.
//
// The header's "__metadata__" also gets checksums, which other readers ignore: "crc32/<name>" over
// the type, shape and elements of a tensor ("F32 [2, 3]", then the bytes), and "crc32" over all
// other metadata by ascending key (each key and each value followed by a zero byte).

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "tensor/tensor.h"

namespace gradflow::nn {

struct Safetensors {
  std::vector<std::pair<std::string, Tensor>> tensors;
  std::vector<std::pair<std::string, std::string>> metadata;
};

// What a file says of a tensor whose elements no Tensor can hold, by the format's name: "I64",
// "BF16".
struct OtherTensor {
  std::string name, type;
  std::vector<std::uint64_t> shape;
};

// Writes the file whole, first as PATH.partial, or leaves what was there. FileError with the
// system's reason. ArgumentError for names that are empty, taken or reserved, or not UTF-8.
void write_safetensors(const std::string& path, const Safetensors& content);

// Tensors in the order of their elements in the file, metadata by ascending key without the
// checksums, which are verified where there are any. FileError, naming file, tensor and offset, for
// whatever is wrong; sizes are checked before memory is taken. Tensors of other types are wrong,
// too, unless `others` is there, which becomes the list of them; their elements are not read then.
Safetensors read_safetensors(const std::string& path, std::vector<OtherTensor>* others = nullptr);

}  // namespace gradflow::nn
