// CIFAR-10's binary files.

#include "studies/support/image_data.h"
#include "tests/fuzz/target.h"

namespace gradflow::fuzzing {

void fuzz(Bytes input) {
  const FileInMemory file(input);
  const studies::Examples examples = studies::read_cifar10(file.path());
  promise(examples.images.shape() == Shape{examples.size(), 3072}, "a label for each image");
}

}  // namespace gradflow::fuzzing
