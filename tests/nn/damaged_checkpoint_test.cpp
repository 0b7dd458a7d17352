// A checkpoint of which any byte is changed: refused, naming the tensor where one is hit, with all
// as it was; or, where the byte has no meaning, loaded as if nothing were.

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "nn/checkpoint.h"
#include "nn/files/safetensors.h"
#include "nn/optim/adam.h"
#include "nn/sequential.h"
#include "tests/nn/networks.h"
#include "tests/nn/temporary_folder.h"
#include "tests/support/expect_tensor.h"

namespace gradflow::nn {
namespace {

using gradflow::testing::bytes_of_file;
using gradflow::testing::expect_same;

// All that a training keeps.
struct AllKept {
  explicit AllKept(std::uint64_t seed) : rng(seed) {
    testing::add_layers(net, {2, 3, 2}, rng);
    adam.emplace(net, optim::AdamOptions{.learning_rate = 0.1});
    checkpoint.add(net);
    checkpoint.add(*adam);
    checkpoint.add("batches", rng);
    for (int i = 0; i < 2; ++i)
      adam->backward(testing::loss_of(net, testing::random_batch(rng, 4, 2, 2)));
    checkpoint.set("step", static_cast<std::int64_t>(seed));
  }
  // Equal when everything is.
  std::vector<Tensor> state() {
    std::vector<Tensor> found;
    for (const Parameter* parameter : net.parameters()) found.push_back(parameter->value());
    for (const auto& [path, tensor] : adam->named_state()) found.push_back(*tensor);
    found.push_back(Rng(rng).uniform({4}, 0, 1));
    found.push_back(Tensor::scalar(static_cast<double>(checkpoint.number("step"))));
    return found;
  }

  Rng rng;
  Sequential net;
  std::optional<optim::Adam> adam;
  Checkpoint checkpoint;
};

// The tensor that holds the byte of the file, whose data are its last bytes; none for the header's.
std::optional<std::string> tensor_of(std::size_t byte, const Safetensors& content,
                                     std::size_t size) {
  std::size_t end = size;
  for (const auto& entry : content.tensors) end -= entry.second.bytes();
  if (byte < end) return std::nullopt;
  for (const auto& [name, tensor] : content.tensors) {
    end += tensor.bytes();
    if (byte < end) return name;
  }
  return std::nullopt;
}

TEST(DamagedCheckpoint, IsRefusedOrLoadsAsBeforeWhateverByteIsChanged) {
  const testing::TemporaryFolder folder;
  const std::string path = folder.file("run.safetensors"), other = folder.file("other.safetensors");
  AllKept saved(1), run(2);
  saved.checkpoint.save(path);
  run.checkpoint.save(other);
  const std::string good = bytes_of_file(path);
  const Safetensors content = read_safetensors(path);
  const std::vector<Tensor> expected = saved.state(), before = run.state();
  int refused = 0, named = 0, meaningless = 0;
  for (std::size_t i = 0; i < good.size(); ++i)
    for (const int flip : {0x01, 0x20, 0x80}) {
      testing::overwrite_byte(path, i, static_cast<char>(good[i] ^ flip));
      const std::optional<std::string> tensor = tensor_of(i, content, good.size());
      try {
        run.checkpoint.load(path);
        ASSERT_FALSE(tensor) << "byte " << i << " of " << *tensor << " changed, and was loaded";
        expect_same(run.state(), expected);
        run.checkpoint.load(other);
        ++meaningless;
      } catch (const FileError& error) {
        const std::string_view text = error.what();
        ASSERT_NE(text.find(path), std::string_view::npos) << text;
        if (tensor) {
          ASSERT_NE(text.find("tensor \"" + *tensor + "\""), std::string_view::npos) << text;
          ++named;
        }
        ++refused;
      }
      expect_same(run.state(), before);
      ASSERT_FALSE(::testing::Test::HasFailure()) << "byte " << i;
      testing::overwrite_byte(path, i, good[i]);
    }
  EXPECT_GT(named, 0);
  EXPECT_LT(meaningless, 3 * 8);  // blanks at the end of the header
  fmt::print("{} changed bytes in {}: {} refused, {} of them naming their tensor\n",
             refused + meaningless, good.size(), refused, named);
}

}  // namespace
}  // namespace gradflow::nn
