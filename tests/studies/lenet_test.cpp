// The lenet study on a few synthetic images in MNIST's files, and the reader of such files.

#include <gtest/gtest.h>

#include "nn/gradflow.h"
#include "studies/lenet/network.h"
#include "studies/lenet/study.h"
#include "studies/lenet/training.h"
#include "studies/support/mnist.h"
#include "tests/studies/scratch_folder.h"
#include "tests/support/expect_error.h"
#include "tests/support/expect_tensor.h"

namespace {

using gradflow::Tensor;
using gradflow::testing::expect_error;
using gradflow::testing::same_bits;

std::string big_endian(std::uint32_t number) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(number >> shift & 255);
  return bytes;
}

// A bright bar in the row of its class, at a column of its own.
std::string image_file(std::uint32_t count) {
  std::string bytes = big_endian(0x803) + big_endian(count) + big_endian(28) + big_endian(28);
  for (std::uint32_t n = 0; n < count; ++n) {
    std::string pixels(28 * 28, '\0');
    for (std::uint32_t k = 0; k < 8; ++k) pixels[(4 + 2 * (n % 10)) * 28 + n * 7 % 20 + k] = '\xff';
    bytes += pixels;
  }
  return bytes;
}

std::string label_file(std::uint32_t count) {
  std::string bytes = big_endian(0x801) + big_endian(count);
  for (std::uint32_t n = 0; n < count; ++n) bytes += static_cast<char>(n % 10);
  return bytes;
}

class Lenet : public ScratchFolder {
 protected:
  // In `folder`, four files with so many images.
  void write_images(const std::string& folder, std::uint32_t training, std::uint32_t test) {
    put(folder + "/train-images-idx3-ubyte", image_file(training));
    put(folder + "/train-labels-idx1-ubyte", label_file(training));
    put(folder + "/t10k-images-idx3-ubyte", image_file(test));
    put(folder + "/t10k-labels-idx1-ubyte", label_file(test));
  }
};

TEST_F(Lenet, RunsOnAFolderOfImagesAndLeavesItsNumberAndPictures) {
  write_images("data/mnist", 96, 40);
  const studies::StudyOptions options{
      .out = file("out"), .seed = 3, .quick = true, .data_dir = file("data").string(), .own = {}};
  std::filesystem::create_directories(options.out);
  studies::StudyResult result("lenet", 3, "command");
  lenet::run(options, result);
  EXPECT_NE(result.json().find("accuracy on the test images of images of ten classes"),
            std::string::npos);
  EXPECT_EQ(studies::read_csv(file("out/curve.csv")).rows(), 2U);
  for (const char* picture : {"out/curve.svg", "out/mistakes.svg"})
    EXPECT_NE(get(picture).find("</svg>"), std::string::npos) << picture;
}

TEST_F(Lenet, GoesOnFromItsCheckpointWithTheBitsOfARunLeftAlone) {
  gradflow::Rng images(1);
  const auto draw = [&](std::int64_t count) {
    return lenet::Examples{images.normal({count, 1, 28, 28}, 0, 1), images.integers({count}, 0, 9)};
  };
  const lenet::Examples training = draw(44), test = draw(20);
  const lenet::Recipe recipe{.epochs = 2, .batch_size = 8};  // twelve updates, six an epoch
  // Stopped after every `updates` updates, and begun again by a program that knows nothing.
  const auto trained = [&](const std::string& out, int updates) {
    std::filesystem::create_directories(file(out));
    for (;;) {
      gradflow::Rng rng(7);
      gradflow::nn::Sequential net;
      lenet::build(net, rng);
      int left = updates;
      if (!lenet::train(net, training, test, "noise", recipe, file(out),
                        [&] { return --left == 0; }))
        continue;
      std::vector<Tensor> state;
      for (const auto& [path, parameter] : net.named_parameters())
        state.push_back(parameter->value());
      for (const auto& [path, buffer] : net.named_buffers()) state.push_back(*buffer);
      return state;
    }
  };
  const std::vector<Tensor> alone = trained("alone", 100), stopped = trained("stopped", 4);
  ASSERT_EQ(alone.size(), 14U);
  for (std::size_t i = 0; i < alone.size(); ++i) EXPECT_TRUE(same_bits(stopped[i], alone[i]));
  EXPECT_EQ(get("stopped/curve.csv"), get("alone/curve.csv"));
}

TEST_F(Lenet, RefusesACheckpointOfAnotherRun) {
  write_images("data", 64, 40);
  studies::StudyOptions options{
      .out = file("out"), .seed = 3, .quick = true, .data_dir = file("data").string(), .own = {}};
  std::filesystem::create_directories(options.out);
  studies::StudyResult result("lenet", 3, "command");
  lenet::run(options, result);
  options.seed = 4;
  const std::string run =
      "images of ten classes, 2 epochs of 64 in batches of 64, rate 0.05, "
      "momentum 0.9, decay 0.0005, seed ";
  expect_error<gradflow::FileError>(
      [&] { lenet::run(options, result); },
      fmt::format(
          "lenet: {} is of another run: {}3; this one is: {}4. Remove it, or choose another "
          "--out",
          file("out/checkpoint.safetensors").string(), run, run));
}

TEST_F(Lenet, SaysWhichFileIsMissingAndWhereSuchFilesComeFrom) {
  const std::string folder = file("none").string();
  expect_error<gradflow::FileError>(
      [&] { studies::read_mnist(folder); },
      fmt::format(
          "mnist: there is no train-images-idx3-ubyte, plain or .gz, in {0} or {0}/mnist. "
          "Fashion-MNIST comes with Debian's and Ubuntu's package dataset-fashion-mnist, and "
          "lies in /usr/share/datasets/fashion-mnist; for MNIST, name the folder of its four "
          "files",
          folder));
}

TEST_F(Lenet, RefusesFilesThatDoNotHoldWhatTheirNamesSay) {
  write_images("data", 20, 10);
  const std::string labels = file("data/train-labels-idx1-ubyte").string();
  const std::string images = file("data/train-images-idx3-ubyte").string();
  put("data/train-labels-idx1-ubyte", label_file(19));
  expect_error<gradflow::FileError>(
      [&] { studies::read_mnist(file("data")); },
      fmt::format("mnist: {} holds [19], {} holds [20, 28, 28]; expected a label for each image",
                  labels, images));
  put("data/train-labels-idx1-ubyte", big_endian(0x801) + big_endian(20) + std::string(20, '\x0a'));
  expect_error<gradflow::FileError>(
      [&] { studies::read_mnist(file("data")); },
      fmt::format("mnist: {} holds the label 10; expected 0 to 9", labels));
  put("data/train-images-idx3-ubyte", label_file(20));
  expect_error<gradflow::FileError>(
      [&] { studies::read_mnist(file("data")); },
      fmt::format("mnist: {} holds [20]; expected images of [n, 28, 28]", images));
}

}  // namespace
