#pragma once
// Data sets that come as MNIST's four IDX files: MNIST itself, and Fashion-MNIST, which took over
// its file names, sizes and ten classes. Which of them a folder holds is told by how many training
// images each class has, since nothing in the files says it.

#include <array>
#include <filesystem>
#include <string>

#include "tensor/tensor.h"

namespace studies {

struct LabelledImages {
  gradflow::Tensor images;  // (n, 28, 28) float32, 0 … 255
  gradflow::Tensor labels;  // (n) int32, 0 … 9
};

enum class MnistKind { kMnist, kFashion, kUnknown };

struct Mnist {
  MnistKind kind;
  LabelledImages train, test;
};

// Where Debian's package dataset-fashion-mnist puts its files.
inline constexpr const char* kFashionMnistFolder = "/usr/share/datasets/fashion-mnist";

// Reads train-images-idx3-ubyte and its three companions, plain or with .gz, from `folder` or from
// mnist/ in it. Throws gradflow::FileError for a file that is missing, saying where such files come
// from, or damaged, or does not hold what its name says.
Mnist read_mnist(const std::filesystem::path& folder);

// "MNIST", "Fashion-MNIST", "images of ten classes".
std::string name_of(MnistKind kind);
// What the ten labels mean; the digits themselves but for Fashion-MNIST.
std::array<std::string, 10> class_names(MnistKind kind);

}  // namespace studies
