// Modules and optimisers in files: what comes back, and what is told of files of another model.

#include "nn/state.h"

#include <gtest/gtest.h>

#include <bit>

#include "nn/files/safetensors.h"
#include "nn/optim/sgd.h"
#include "tests/nn/networks.h"
#include "tests/nn/safetensors_bytes.h"
#include "tests/nn/temporary_folder.h"
#include "tests/support/expect_error.h"
#include "tests/support/expect_tensor.h"

namespace gradflow::nn {
namespace {

using gradflow::testing::add_layers;
using gradflow::testing::expect_error;
using gradflow::testing::expect_same;
using gradflow::testing::same_bits;
using gradflow::testing::TemporaryFolder;
using Lines = std::vector<std::string>;

// A linear layer, and a buffer beside it.
struct Counted final : Layer<Variable(Variable)> {
  explicit Counted(Rng& rng) : linear(2, 3, init::glorot_uniform(), rng) {}
  void visit(Visitor& visitor) override {
    visitor.child("linear", linear);
    visitor.buffer("calls", calls);
  }
  Variable forward(const Variable& x) override { return linear(x); }
  Linear linear;
  Tensor calls = Tensor::zeros({}, DType::int32);
};

std::vector<Tensor> values_of(Module& module) {
  std::vector<Tensor> values;
  for (const Parameter* parameter : module.parameters()) values.push_back(parameter->value());
  for (const auto& buffer : module.named_buffers()) values.push_back(*buffer.item);
  return values;
}

struct StateFile : ::testing::Test {
  TemporaryFolder folder;
  std::string path = folder.file("state.safetensors");
};

TEST_F(StateFile, GivesBackParametersAndBuffers) {
  Rng rng(1);
  Counted saved(rng), loaded(rng);
  saved.calls = Tensor::scalar(7, DType::int32);
  save_state(saved, path);
  EXPECT_EQ(load_state(loaded, path), Lines());
  expect_same(values_of(loaded), values_of(saved));
  EXPECT_EQ(loaded.calls.item(), 7);
}

TEST_F(StateFile, GivesBackTheStateOfAnOptimizer) {
  Rng rng(1);
  Sequential net;
  add_layers(net, {2, 3, 2}, rng);
  optim::Sgd sgd(net, {.learning_rate = 0.1, .momentum = 0.9}),
      other(net, {.learning_rate = 0.1, .momentum = 0.9});
  sgd.backward(testing::loss_of(net, testing::random_batch(rng, 4, 2, 2)));
  save_state(sgd, path);
  EXPECT_EQ(load_state(other, path), Lines());
  for (std::size_t i = 0; i < 4; ++i)
    EXPECT_TRUE(same_bits(*other.named_state()[i].item, *sgd.named_state()[i].item));
  EXPECT_EQ(read_safetensors(path).tensors[0].first, "optimizer/h1.weight/velocity");
}

struct OfAnotherModel : StateFile {
  // The file has h1, of other extents, h2 and "extra"; the module has h1, h2 in float64 and out.
  OfAnotherModel() {
    write_safetensors(path, {{{"h1.weight", Tensor::ones({3, 2})},
                              {"h1.bias", Tensor::ones({4})},
                              {"h2.weight", Tensor::ones({1, 4})},
                              {"h2.bias", Tensor::ones({1})},
                              {"extra", Tensor::ones({}, DType::int32)}},
                             {}});
    Rng rng(1);
    net.add<Linear>("h1", 2, 4, init::glorot_uniform(), rng);
    net.add<Linear>("h2", 4, 1, init::glorot_uniform(), rng,
                    LinearOptions{.dtype = DType::float64});
    net.add<Linear>("out", 1, 1, init::glorot_uniform(), rng);
  }
  Sequential net;
  Lines differences = {
      "missing: \"out.bias\" [1] float32",
      "missing: \"out.weight\" [1, 1] float32",
      "unexpected: \"extra\" [] int32",
      "wrong shape: \"h1.weight\" is [3, 2] float32 in the file; expected [4, 2] float32",
      "wrong type: \"h2.bias\" is [1] float32 in the file; expected [1] float64",
      "wrong type: \"h2.weight\" is [1, 4] float32 in the file; expected [1, 4] float64"};
};

TEST_F(OfAnotherModel, IsRefusedWithAllDifferencesAndChangesNothing) {
  const std::vector<Tensor> before = values_of(net);
  std::string text = fmt::format(
      "load_state: \"{}\" does not hold exactly what is to be loaded; nothing was changed "
      "(Strict::no takes what fits):",
      path);
  for (const std::string& line : differences) text += "\n  " + line;
  expect_error<FileError>([&] { load_state(net, path); }, text);
  expect_same(values_of(net), before);
}

TEST_F(OfAnotherModel, GivesWhatFitsWhenThatIsAsked) {
  std::vector<Tensor> expected = values_of(net);
  expected[1] = Tensor::ones({4});
  EXPECT_EQ(load_state(net, path, Strict::no), differences);
  expect_same(values_of(net), expected);
}

// As PyTorch writes its batch norm: a count in a type that no tensor here has, among the others.
TEST_F(StateFile, MayHoldTypesThatNoTensorHas) {
  const std::string header =
      R"({"calls":{"dtype":"I64","shape":[],"data_offsets":[0,8]},)"
      R"("linear.bias":{"dtype":"F32","shape":[3],"data_offsets":[8,20]},)"
      R"("half":{"dtype":"BF16","shape":[1],"data_offsets":[20,22]},)"
      R"("linear.weight":{"dtype":"F32","shape":[3,2],"data_offsets":[22,46]}})";
  const std::string data = std::string(8 + 12 + 2, '\1') + std::string(24, '\2');
  testing::write_file(path, testing::safetensors_bytes(header, data));
  Rng rng(1);
  Counted module(rng);
  const std::vector<Tensor> before = values_of(module);
  const Lines differences = {"unexpected: \"half\" [1] BF16",
                             "wrong type: \"calls\" is [] I64 in the file; expected [] int32"};
  expect_error<FileError>(
      [&] { load_state(module, path); },
      fmt::format("load_state: \"{}\" does not hold exactly what is to be loaded; nothing was "
                  "changed (Strict::no takes what fits):\n  {}\n  {}",
                  path, differences[0], differences[1]));
  expect_same(values_of(module), before);

  EXPECT_EQ(load_state(module, path, Strict::no), differences);
  const std::vector<Tensor> loaded = values_of(module);
  EXPECT_EQ(loaded[0].values<float>()[5], std::bit_cast<float>(0x02020202));
  EXPECT_EQ(loaded[1].values<float>()[2], std::bit_cast<float>(0x01010101));
  EXPECT_EQ(module.calls.item(), 0);
}

TEST_F(StateFile, ThatIsDamagedIsRefusedInAnyCase) {
  Rng rng(1);
  Counted module(rng);
  save_state(module, path);
  const std::string good = testing::bytes_of_file(path);
  testing::write_file(path, good.substr(0, good.size() - 1));
  const std::vector<Tensor> before = values_of(module);
  EXPECT_THROW(load_state(module, path), FileError);
  EXPECT_THROW(load_state(module, path, Strict::no), FileError);
  expect_same(values_of(module), before);
}

}  // namespace
}  // namespace gradflow::nn
