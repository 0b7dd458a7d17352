// IDX files, plain and compressed: the type that the file has, and the one that is asked for.

#include "nn/data/idx.h"
#include "tests/fuzz/target.h"

namespace gradflow::fuzzing {

void fuzz(Bytes input) {
  const FileInMemory file(input);
  const Tensor stored = data::read_idx(file.path());
  const Tensor asked = data::read_idx(file.path(), DType::float32);
  promise(asked.dtype() == DType::float32, "read_idx gives the type that it is asked for");
  promise(asked.shape() == stored.shape(), "the shape is the file's, whatever the type");
}

}  // namespace gradflow::fuzzing
