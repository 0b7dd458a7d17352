#include "studies/support/mnist.h"

#include <string_view>

#include "nn/data/idx.h"
#include "tensor/error.h"

namespace studies {

namespace {

namespace fs = std::filesystem;
using gradflow::DType;
using gradflow::FileError;
using gradflow::Shape;
using gradflow::Tensor;

constexpr std::int64_t kSide = 28;

// Of the training sets, as published.
constexpr std::array<std::int64_t, 10> kMnistCounts = {5923, 6742, 5958, 6131, 5842,
                                                       5421, 5918, 6265, 5851, 5949};
constexpr std::int64_t kFashionCount = 6000;  // of each class

std::string file_of_mnist(const fs::path& folder, std::string_view name) {
  for (const fs::path& place : {folder, folder / "mnist"})
    for (const char* ending : {"", ".gz"})
      if (const fs::path file = place / (std::string(name) + ending); fs::is_regular_file(file))
        return file.string();
  throw FileError(fmt::format(
      "mnist: there is no {0}, plain or .gz, in {1} or {1}/mnist. Fashion-MNIST comes with "
      "Debian's "
      "and Ubuntu's package dataset-fashion-mnist, and lies in {2}; for MNIST, name the folder of "
      "its four files",
      name, folder.string(), kFashionMnistFolder));
}

LabelledImages read_pair(const fs::path& folder, std::string_view part) {
  const std::string image_file = file_of_mnist(folder, fmt::format("{}-images-idx3-ubyte", part));
  const std::string label_file = file_of_mnist(folder, fmt::format("{}-labels-idx1-ubyte", part));
  LabelledImages pair{gradflow::data::read_idx(image_file, DType::float32),
                      gradflow::data::read_idx(label_file, DType::int32)};
  const Shape& images = pair.images.shape();
  gradflow::require<FileError>(
      images.rank() == 3 && images[0] > 0 && images[1] == kSide && images[2] == kSide,
      "mnist: {} holds {}; expected images of [n, 28, 28]", image_file, images);
  gradflow::require<FileError>(pair.labels.shape() == Shape{images[0]},
                               "mnist: {} holds {}, {} holds {}; expected a label for each image",
                               label_file, pair.labels.shape(), image_file, images);
  for (const std::int32_t label : pair.labels.values<std::int32_t>())
    gradflow::require<FileError>(label >= 0 && label < 10,
                                 "mnist: {} holds the label {}; expected 0 to 9", label_file,
                                 label);
  return pair;
}

MnistKind kind_of(const Tensor& labels) {
  std::array<std::int64_t, 10> counts{}, fashion{};
  fashion.fill(kFashionCount);
  for (const std::int32_t label : labels.values<std::int32_t>())
    ++counts[static_cast<std::size_t>(label)];
  return counts == kMnistCounts ? MnistKind::kMnist
         : counts == fashion    ? MnistKind::kFashion
                                : MnistKind::kUnknown;
}

}  // namespace

Mnist read_mnist(const fs::path& folder) {
  Mnist data{MnistKind::kUnknown, read_pair(folder, "train"), read_pair(folder, "t10k")};
  data.kind = kind_of(data.train.labels);
  return data;
}

std::string name_of(MnistKind kind) {
  return kind == MnistKind::kMnist     ? "MNIST"
         : kind == MnistKind::kFashion ? "Fashion-MNIST"
                                       : "images of ten classes";
}

std::array<std::string, 10> class_names(MnistKind kind) {
  if (kind == MnistKind::kFashion)
    return {"T-shirt", "trousers", "pullover", "dress", "coat",
            "sandal",  "shirt",    "sneaker",  "bag",   "ankle boot"};
  return {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};
}

}  // namespace studies
