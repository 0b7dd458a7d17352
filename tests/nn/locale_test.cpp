// A program that writes its numbers as Germans do, 1.234,5: what the library reads and writes stays
// as it was.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <clocale>
#include <cstdio>
#include <cstdlib>
#include <locale>
#include <sstream>

#include "nn/gradflow.h"
#include "tensor/format.h"
#include "tests/nn/temporary_folder.h"
#include "tests/support/expect_tensor.h"

namespace gradflow::nn {
namespace {

using gradflow::testing::bytes_of_file;
using gradflow::testing::same_bits;
using gradflow::testing::TemporaryFolder;
using gradflow::testing::write_file;

struct GermanNumbers : std::numpunct<char> {
  char do_decimal_point() const override { return ','; }
  char do_thousands_sep() const override { return '.'; }
  std::string do_grouping() const override { return "\3"; }
};

// Everything that the library turns into text or takes from it.
std::string all_texts(const TemporaryFolder& folder) {
  const std::string csv = folder.file("table.csv"), npy = folder.file("x.npy"),
                    saved = folder.file("x.safetensors");
  write_file(csv, "a,b\n1234.5,-2.5e-3\n");
  const Tensor table = data::read_csv(csv, {.dtype = DType::float64}).values;
  EXPECT_TRUE(same_bits(table, Tensor::from({1, 2}, {1234.5, -2.5e-3}, DType::float64)));
  write_npy(npy, table);
  EXPECT_TRUE(same_bits(read_npy(npy), table));

  Rng rng(1);
  Sequential net;
  net.add<Linear>("l1", 2, 1234, init::glorot_uniform(), rng);
  optim::Adam adam(net, {.learning_rate = 0.0015});
  adam.backward(mean(net(table.to(DType::float32))));
  Checkpoint checkpoint;
  checkpoint.add(net);
  checkpoint.add(adam);
  checkpoint.add("order", rng);
  checkpoint.set("step", std::int64_t{1'234'567});
  checkpoint.save(saved);
  checkpoint.load(saved);
  EXPECT_EQ(checkpoint.number("step"), 1'234'567);
  std::string texts = bytes_of_file(npy) + bytes_of_file(saved) + fmt::format("{}", table) +
                      summary(net, table.to(DType::float32));
  try {
    matmul(Tensor::zeros({1234, 2}), Tensor::zeros({3000, 1}));
  } catch (const Error& error) {
    texts += error.what();
  }
  return texts;
}

class Locale : public ::testing::Test {
 protected:
  void TearDown() override {
    std::locale::global(std::locale::classic());
    std::setlocale(LC_ALL, "C");
    unsetenv("LOCPATH");
  }
  TemporaryFolder folder_;
  const std::string before_ = all_texts(folder_);
};

TEST_F(Locale, OfTheStreamsOfCppChangesNoText) {
  std::locale::global(std::locale(std::locale(), new GermanNumbers));
  std::ostringstream stream;
  stream << 1234.5;
  ASSERT_EQ(stream.str(), "1.234,5");
  EXPECT_EQ(all_texts(folder_), before_);
}

TEST_F(Locale, OfTheCLibraryChangesNoText) {
  const std::string made = folder_.file("de_DE.UTF-8");
  const std::string command = "localedef -i de_DE -f UTF-8 '" + made + "' >/dev/null 2>&1";
  if (std::system(command.c_str()) != 0) GTEST_SKIP() << "localedef cannot make de_DE here";
  setenv("LOCPATH", std::filesystem::path(made).parent_path().c_str(), 1);
  ASSERT_NE(std::setlocale(LC_ALL, "de_DE.UTF-8"), nullptr);
  ASSERT_EQ(std::strtod("1,5", nullptr), 1.5);
  EXPECT_EQ(all_texts(folder_), before_);
}

}  // namespace
}  // namespace gradflow::nn
