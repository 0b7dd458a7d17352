// Data sets of files: that they are found, checked and split, and what a training sees of them.

#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <set>

#include "studies/glorot2010/model/datasets.h"
#include "studies/support/data_files.h"
#include "studies/support/image_data.h"
#include "studies/support/shapeset.h"
#include "tensor/error.h"
#include "tests/nn/compressed.h"
#include "tests/studies/scratch_folder.h"
#include "tests/support/address_space_limit.h"
#include "tests/support/expect_tensor.h"

namespace studies {
namespace {

using gradflow::Tensor;
using gradflow::testing::doubles;
using gradflow::testing::same_bits;

class DataFiles : public ScratchFolder {
 protected:
  DataFiles() { ::unsetenv("GRADFLOW_DATA"); }
};

TEST_F(DataFiles, ThatAreMissingAreNamedWithThePlacesAndTheSource) {
  const std::string folder = file("").string();
  const std::string text =
      text_of<gradflow::FileError>([&] { checked_files(FileSet::cifar10, folder); });
  EXPECT_TRUE(text.starts_with("CIFAR-10: there is no data_batch_1.bin, plain or .gz, in " +
                               (file("") / "cifar10").string() + ", "))
      << text;
  EXPECT_TRUE(text.ends_with("cs.toronto.edu/~kriz/cifar.html. Name its folder with --data-dir"))
      << text;
}

TEST_F(DataFiles, ThatAreNotThePublishedOnesAreRefused) {
  const KnownFile known{"x", 4, 0xD87F7E0C};  // the CRC-32 of "test"
  EXPECT_EQ(problem_of(put("right", "test"), known), std::nullopt);
  EXPECT_EQ(problem_of(put("short", "tes"), known), "it has 3 bytes, and the published file 4");
  EXPECT_EQ(problem_of(put("changed", "tent"), known).value().substr(0, 13), "its CRC-32 is");
  put("cifar10/data_batch_1.bin", "no images");
  for (const char* name : {"2", "3", "4", "5"})
    put(std::string("cifar10/data_batch_") + name + ".bin", "no images");
  put("cifar10/test_batch.bin", "no images");
  const std::string text =
      text_of<gradflow::FileError>([&] { checked_files(FileSet::cifar10, file("")); });
  EXPECT_TRUE(text.starts_with("CIFAR-10: " + file("cifar10/data_batch_2.bin").string() +
                               ": it has 9 bytes, and the published file 30730000"))
      << text;
}

// As MNIST's labels with a wrong byte: the file is there, so it is not said to be missing.
TEST_F(DataFiles, OfASetThatIsThereAndDamagedAreNamed) {
  for (const char* name : {"train-images-idx3-ubyte", "train-labels-idx1-ubyte",
                           "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"})
    put(std::string("mnist/") + name, "no images");
  const auto text = [&] {
    return text_of<gradflow::FileError>([&] { checked_files(FileSet::mnist, file("")); });
  };
  const std::string labels = file("mnist/train-labels-idx1-ubyte").string();
  EXPECT_EQ(text(), "MNIST: " + labels +
                        ": it has 9 bytes, and the published file 60008; it is damaged, or another "
                        "one");
  EXPECT_FALSE(find_files(FileSet::mnist, file("")).complete());
  EXPECT_NE(glorot2010::data_report(file("")).find(labels + ": it has 9 bytes"), std::string::npos);
  std::filesystem::remove(labels);
  put("mnist/train-labels-idx1-ubyte.gz", gradflow::testing::gzipped("labels").substr(0, 12));
  EXPECT_NE(text().find(labels + ".gz"), std::string::npos) << text();
}

std::string cifar_rows(const std::vector<int>& labels) {
  std::string bytes;
  for (const int label : labels) {
    bytes += static_cast<char>(label);
    for (int i = 0; i < 3072; ++i) bytes += static_cast<char>((i + label) % 256);
  }
  return bytes;
}

TEST_F(DataFiles, OfCifarAreTestedOnTheTestBatchPackedOrNotAndElseOnHalfOfTheFifth) {
  std::vector<std::filesystem::path> files;
  for (int batch = 1; batch <= 5; ++batch)
    files.push_back(put("data_batch_" + std::to_string(batch) + ".bin",
                        cifar_rows({batch, batch, batch, 2 * batch - 1})));
  const ImageData halved = split_cifar10(files);
  EXPECT_EQ(halved.train.size(), 16);
  EXPECT_EQ(doubles(halved.validation.labels), (std::vector<double>{5, 5}));
  EXPECT_EQ(doubles(halved.test.labels), (std::vector<double>{5, 9}));
  const std::string test = cifar_rows({7, 8, 0});
  for (const auto& path :
       {put("test_batch.bin", test), put("test_batch.bin.gz", gradflow::testing::gzipped(test))}) {
    std::vector<std::filesystem::path> all = files;
    all.push_back(path);
    const ImageData data = split_cifar10(all);
    EXPECT_EQ(doubles(data.validation.labels), (std::vector<double>{5, 5, 5, 9}));
    EXPECT_EQ(doubles(data.test.labels), (std::vector<double>{7, 8, 0})) << path;
  }
}

TEST_F(DataFiles, OfCifarNeedNoTestBatch) {
  const KnownFiles& known = known_files(FileSet::cifar10);
  EXPECT_EQ(known.files.size(), 5U);
  ASSERT_EQ(known.optional.size(), 1U);
  EXPECT_EQ(known.optional.front().name, "test_batch.bin");
  for (const KnownFile& batch : known.files) put("cifar10/" + std::string(batch.name), "no images");
  EXPECT_TRUE(find_files(FileSet::cifar10, file("")).missing.empty());
}

TEST_F(DataFiles, OfCifarGiveImagesAndLabels) {
  const Examples read = read_cifar10(put("two.bin", cifar_rows({3, 9})).string());
  EXPECT_EQ(doubles(read.labels), (std::vector<double>{3, 9}));
  ASSERT_EQ(read.images.shape(), (gradflow::Shape{2, 3072}));
  for (const int i : {0, 1, 3071})
    for (const int row : {0, 1})
      EXPECT_EQ(read.images.at({row, i}),
                static_cast<double>(static_cast<float>((i + (row == 0 ? 3 : 9)) % 256) / 255.0F));
}

TEST_F(DataFiles, OfCifarThatAreCutOrHoldNoLabelsAreRefused) {
  const auto refusal = [&](const std::string& bytes) {
    return text_of<gradflow::FileError>([&] { read_cifar10(put("x.bin", bytes).string()); });
  };
  EXPECT_TRUE(
      refusal(std::string(3072, '\0')).ends_with("3072 bytes; expected a multiple of 3073"));
  EXPECT_TRUE(refusal("").ends_with("0 bytes; expected a multiple of 3073"));
  EXPECT_TRUE(
      refusal(std::string(3073, '\x0a')).ends_with("label of image 0 is 10; expected 0 to 9"));
}

TEST_F(DataFiles, OfCifarHoldNoMoreThanTenThousandImagesAndNoMoreIsUnpacked) {
  const auto packed = [&](std::size_t images) {
    return put("x.bin.gz", gradflow::testing::gzipped(std::string(images * 3073, '\0'))).string();
  };
  EXPECT_EQ(read_cifar10(packed(10000)).size(), 10000);
  const std::string path = packed(30000);
  const gradflow::testing::AddressSpaceLimit limit(48 << 20);
  EXPECT_EQ(text_of<gradflow::FileError>([&] { read_cifar10(path); }),
            "read_cifar10: \"" + path +
                "\": it has more than 30730000 bytes; expected at most 10000 images of 3073");
}

// Debian's package is installed where the lenet study has been run.
TEST_F(DataFiles, OfFashionMnistAreSplitAsThePaperSplitsMnist) {
  if (!find_files(FileSet::fashion_mnist, "").complete()) GTEST_SKIP() << "it is not installed";
  const ImageData data = read_image_data(FileSet::fashion_mnist, "");
  EXPECT_EQ(data.text, "Fashion-MNIST in [0, 1], 50000 / 10000 / 10000 examples");
  EXPECT_EQ(data.train.images.shape(), (gradflow::Shape{50000, 784}));
  EXPECT_EQ(data.validation.size(), 10000);
  EXPECT_EQ(data.test.size(), 10000);
  // Its files have MNIST's names, and are not taken for it.
  EXPECT_FALSE(find_files(FileSet::mnist, "/usr/share/datasets/fashion-mnist").complete());
}

ImageData numbered(std::int64_t train) {
  const auto part = [](std::int64_t count) {
    const Tensor numbers = Tensor::arange(count).reshape({count, 1});
    return Examples{numbers, Tensor::zeros({count}, gradflow::DType::int32)};
  };
  return {"numbers", part(train), part(3), part(2)};
}

TEST(FiniteData, GiveEachExampleOnceAnEpochInAnOrderOfTheSeed) {
  const glorot2010::DataOptions options{.set = glorot2010::DataSet::mnist, .batch = 4};
  const auto data = glorot2010::finite_data(numbered(22), options, 7);
  std::array<std::vector<double>, 2> epochs;
  for (int update = 0; update < 10; ++update)
    for (const double number : doubles(data->batch(update).images))
      epochs[update / 5].push_back(number);
  for (const auto& epoch : epochs)  // 20 of the 22: the rest fills no mini-batch
    EXPECT_EQ(std::set(epoch.begin(), epoch.end()).size(), 20U);
  EXPECT_NE(epochs[0], epochs[1]);
  EXPECT_EQ(data->test().size(), 2);
  EXPECT_EQ(data->validation().size(), 3);
}

TEST(FiniteData, GiveAnUpdateItsExamplesInWhateverOrderTheyAreAskedFor) {
  const glorot2010::DataOptions options{.set = glorot2010::DataSet::mnist, .batch = 4};
  const auto in_turn = glorot2010::finite_data(numbered(22), options, 7);
  const auto anyhow = glorot2010::finite_data(numbered(22), options, 7);
  std::vector<Tensor> batches;
  for (int update = 0; update < 12; ++update) batches.push_back(in_turn->batch(update).images);
  for (const int update : {11, 3, 4, 0, 0, 7})
    EXPECT_TRUE(same_bits(anyhow->batch(update).images, batches[static_cast<std::size_t>(update)]))
        << update;
}

TEST(ShapesetData, GiveTheStreamTenByTen) {
  const auto data = glorot2010::open_data({.held_out = 20}, 5, "");
  EXPECT_TRUE(same_bits(data->batch(3).images, shapeset::Shapeset(5).batch(30, 10).images));
  EXPECT_TRUE(same_bits(data->test().labels,
                        shapeset::Shapeset(glorot2010::kTestSeed).batch(0, 20).labels));
  EXPECT_FALSE(identical(data->validation().images, data->test().images));
}

}  // namespace
}  // namespace studies
