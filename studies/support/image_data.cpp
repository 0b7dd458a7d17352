#include "studies/support/image_data.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "nn/data/idx.h"
#include "nn/files/input_file.h"
#include "tensor/arithmetic.h"
#include "tensor/error.h"
#include "tensor/rearrange.h"

namespace studies {

namespace {

namespace fs = std::filesystem;
using gradflow::DType;
using gradflow::FileError;
using gradflow::Shape;
using gradflow::Tensor;

constexpr std::int64_t kClasses = 10;
constexpr std::int64_t kHeldOut = 10000;  // of MNIST's and Fashion-MNIST's training images
constexpr std::size_t kCifarInputs = 3072;
constexpr std::size_t kCifarRow = 1 + kCifarInputs;  // bytes
constexpr std::size_t kMostCifarRows = 10000;

Examples read_images_with_labels(const fs::path& image_file, const fs::path& label_file) {
  const Tensor images = gradflow::data::read_idx(image_file.string(), DType::float32);
  Examples pair{{}, gradflow::data::read_idx(label_file.string(), DType::int32)};
  gradflow::require<FileError>(
      images.rank() == 3 && pair.labels.shape() == Shape{images.extent(0)},
      "image data: {} holds {}, {} holds {}; expected images and a label for each",
      image_file.string(), images.shape(), label_file.string(), pair.labels.shape());
  for (const std::int32_t label : pair.labels.values<std::int32_t>())
    gradflow::require<FileError>(label >= 0 && label < kClasses,
                                 "image data: {} holds the label {}; expected 0 to 9",
                                 label_file.string(), label);
  pair.images = images.reshape({images.extent(0), -1}) / 255.0;
  return pair;
}

Examples rows(const Examples& all, std::int64_t begin, std::int64_t end) {
  return {all.images.rows(begin, end), all.labels.rows(begin, end)};
}

Examples joined(std::span<const Examples> parts) {
  std::vector<Tensor> images, labels;
  for (const Examples& part : parts) {
    images.push_back(part.images);
    labels.push_back(part.labels);
  }
  return {concatenate(images, 0), concatenate(labels, 0)};
}

ImageData split_mnist(std::span<const fs::path> files) {
  const Examples all = read_images_with_labels(files[0], files[1]);
  const std::int64_t count = all.size() - kHeldOut;
  return {"", rows(all, 0, count), rows(all, count, all.size()),
          read_images_with_labels(files[2], files[3])};
}

}  // namespace

ImageData split_cifar10(std::span<const fs::path> files) {
  std::array<Examples, 5> batches;
  for (std::size_t i = 0; i < batches.size(); ++i) batches[i] = read_cifar10(files[i].string());
  const Examples& last = batches[4];
  ImageData data{"", joined(std::span(batches).first(4)), last, {}};
  if (files.size() > batches.size()) {
    data.test = read_cifar10(files[5].string());
  } else {
    data.validation = rows(last, 0, last.size() / 2);
    data.test = rows(last, last.size() / 2, last.size());
  }
  return data;
}

Examples read_cifar10(const std::string& path) {
  gradflow::nn::InputFile file(path, "read_cifar10");
  // How long it is unpacked, a packed file does not say: no more is unpacked than it may hold.
  constexpr std::uint64_t kMost = kMostCifarRows * kCifarRow;
  std::vector<std::uint8_t> bytes(std::min(file.most_bytes(), kMost));
  bytes.resize(file.read(bytes.data(), bytes.size()));
  file.expect(file.at_end(), "it has more than {} bytes; expected at most {} images of {}", kMost,
              kMostCifarRows, kCifarRow);
  file.expect(!bytes.empty() && bytes.size() % kCifarRow == 0,
              "it has {} bytes; expected a multiple of {}", bytes.size(), kCifarRow);
  const std::size_t count = bytes.size() / kCifarRow;
  for (std::size_t i = 0; i < count; ++i)
    file.expect(bytes[i * kCifarRow] < kClasses, "the label of image {} is {}; expected 0 to 9", i,
                bytes[i * kCifarRow]);
  const auto extent = static_cast<std::int64_t>(count);
  return {Tensor::build<float>({extent, std::int64_t{kCifarInputs}},
                               [&](std::span<float> pixels) {
                                 for (std::size_t i = 0; i < pixels.size(); ++i) {
                                   const std::size_t at = i + i / kCifarInputs + 1;
                                   pixels[i] = static_cast<float>(bytes[at]) / 255.0F;
                                 }
                               }),
          Tensor::build<std::int32_t>({extent}, [&](std::span<std::int32_t> labels) {
            for (std::size_t i = 0; i < labels.size(); ++i) labels[i] = bytes[i * kCifarRow];
          })};
}

ImageData read_image_data(FileSet set, const fs::path& data_dir) {
  const std::vector<fs::path> files = checked_files(set, data_dir);
  ImageData data;
  switch (set) {
    case FileSet::mnist:
    case FileSet::fashion_mnist:
      data = split_mnist(files);
      break;
    case FileSet::cifar10:
      data = split_cifar10(files);
      break;
    case FileSet::tiny_imagenet_10:
      data = {"", read_images_with_labels(files[0], files[1]),
              read_images_with_labels(files[2], files[3]),
              read_images_with_labels(files[4], files[5])};
      break;
  }
  data.text = fmt::format("{} in [0, 1], {} / {} / {} examples", known_files(set).name,
                          data.train.size(), data.validation.size(), data.test.size());
  return data;
}

}  // namespace studies
