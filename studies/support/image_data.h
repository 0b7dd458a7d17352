#pragma once
// Data sets of files as tensors, split into what is trained on, what settings are chosen by, and
// what errors are reported on. The splits are the paper's (Glorot & Bengio 2010, section 2.2);
// which images are held out it does not say: assumed are the last ones.
//
//   MNIST, Fashion-MNIST   50,000 / 10,000 / 10,000: the first and the last of the 60,000, and t10k
//   CIFAR-10               40,000 / 10,000 / 10,000: batches 1 to 4, batch 5, test_batch; without
//                          that file 40,000 / 5,000 / 5,000, the last two from batch 5
//   Tiny ImageNet's ten    18,000 / 2,000 / 2,000, as its files are

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include "studies/support/data_files.h"
#include "tensor/tensor.h"

namespace studies {

struct Examples {
  gradflow::Tensor images;  // [n, inputs] float32, 0 to 1
  gradflow::Tensor labels;  // [n] int32

  std::int64_t size() const { return labels.extent(0); }
};

struct ImageData {
  std::string
      text;  // "MNIST in [0, 1], 50000 / 10000 / 10000 examples": what the numbers depend on
  Examples train, validation, test;
};

// FileError as of checked_files, or for contents that are not what the set has.
ImageData read_image_data(FileSet set, const std::filesystem::path& data_dir);

// The split of CIFAR-10 by its files: five batches, and the test batch where there is one.
ImageData split_cifar10(std::span<const std::filesystem::path> files);

// Rows of CIFAR-10's binary files: a byte of label, then 32 × 32 bytes each of red, green and blue.
// FileError, naming the file, for one whose size is no multiple of that or with a label above 9,
// and for more than 10,000 rows, as many as each file of the set has: no more of a packed one is
// unpacked.
Examples read_cifar10(const std::string& path);

}  // namespace studies
