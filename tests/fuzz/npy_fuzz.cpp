// NumPy's files: what is read is written and read again with the same bits.

#include "nn/files/npy.h"
#include "tests/fuzz/target.h"

namespace gradflow::fuzzing {

void fuzz(Bytes input) {
  const FileInMemory file(input);
  const Tensor tensor = nn::read_npy(file.path());
  const std::string copy = scratch_folder() + "/copy.npy";
  nn::write_npy(copy, tensor);
  promise(identical(nn::read_npy(copy), tensor), "write_npy and read_npy are inverse");
}

}  // namespace gradflow::fuzzing
