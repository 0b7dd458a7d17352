// safetensors files: what is read is written and read again, tensor by tensor with the same bits;
// tensors of other types are listed or refused.

#include "nn/files/safetensors.h"
#include "tests/fuzz/target.h"

namespace gradflow::fuzzing {

void fuzz(Bytes input) {
  const FileInMemory file(input);
  std::vector<nn::OtherTensor> others;
  const nn::Safetensors content = nn::read_safetensors(file.path(), &others);
  if (!others.empty()) {
    bool refused = false;
    try {
      nn::read_safetensors(file.path());
    } catch (const FileError&) {
      refused = true;
    }
    promise(refused, "tensors of other types are refused");
  }
  const std::string path = scratch_folder() + "/copy.safetensors";
  nn::write_safetensors(path, content);
  const nn::Safetensors copy = nn::read_safetensors(path);
  promise(copy.metadata == content.metadata, "metadata come back");
  promise(copy.tensors.size() == content.tensors.size(), "as many tensors come back");
  for (const auto& [name, tensor] : content.tensors) {
    bool found = false;
    for (const auto& [other, same] : copy.tensors)
      found |= other == name && identical(tensor, same);
    promise(found, "every tensor comes back with its bits");
  }
}

}  // namespace gradflow::fuzzing
