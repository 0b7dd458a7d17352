// A run on shuffled, randomly transformed data that is interrupted in the middle of an epoch and
// goes on in another program has the bits of one left alone.

#include <gtest/gtest.h>

#include "nn/checkpoint.h"
#include "nn/data/data_loader.h"
#include "nn/data/tensor_dataset.h"
#include "nn/data/transform.h"
#include "nn/optim/sgd.h"
#include "tests/nn/networks.h"
#include "tests/nn/temporary_folder.h"
#include "tests/support/expect_tensor.h"

namespace gradflow::data {
namespace {

using gradflow::testing::same_bits;

TensorDataset noise_images() {
  Rng rng(3);
  Tensor images = rng.integers({50, 4, 4}, 0, 255);
  return TensorDataset({std::move(images), rng.integers({50}, 0, 2)});
}

// Every construction of one is a program started anew.
struct LoaderProgram {
  explicit LoaderProgram(std::uint64_t seed, int prefetch)
      : loader(images, {.batch_size = 8, .seed = 11, .prefetch = prefetch}) {
    images.add(0, scale(1 / 255.0));
    images.add(0, random_crop(4, 4, 1));
    images.add(0, random_flip());
    images.add(0, [](const Tensor& image, Rng&) { return image.reshape({16}); });
    Rng rng(seed);
    testing::add_layers(net, {16, 6, 3}, rng);
    sgd =
        std::make_unique<optim::Sgd>(net, optim::SgdOptions{.learning_rate = 0.1, .momentum = 0.9});
    checkpoint.add(net);
    checkpoint.add(*sgd);
  }

  // To the end of an epoch, or leaving the loop early after so many batches.
  void train(std::int64_t epochs, int most_batches = 1000) {
    while (loader.epoch() < epochs)
      for (const std::vector<Tensor>& batch : loader) {
        sgd->backward(cross_entropy(net(batch[0]), batch[1]));
        if (--most_batches == 0) return;
      }
  }
  void save(const std::string& path) {
    checkpoint.set("epoch", loader.epoch());
    checkpoint.set("position", loader.position());
    checkpoint.save(path);
  }
  void load(const std::string& path) {
    checkpoint.load(path);
    loader.seek(checkpoint.number("epoch"), checkpoint.number("position"));
  }

  TensorDataset dataset = noise_images();
  Transformed images{dataset};
  DataLoader loader;
  nn::Sequential net;
  std::unique_ptr<optim::Sgd> sgd;
  nn::Checkpoint checkpoint;
};

TEST(ResumedRun, HasTheBitsOfOneLeftAloneWhereverItWasInterrupted) {
  LoaderProgram alone(1, 2);
  alone.train(3);
  const testing::TemporaryFolder folder;
  const std::string path = folder.file("run.safetensors");
  // In the middle of the first epoch, behind the last batch of one, and in the second.
  for (const int batches : {3, 7, 12}) {
    {
      LoaderProgram interrupted(1, 2);
      interrupted.train(3, batches);
      interrupted.save(path);
      interrupted.train(3, 2);  // lost with the program
    }
    LoaderProgram resumed(2, batches % 2);
    resumed.load(path);
    resumed.train(3);
    for (std::size_t i = 0; i < 4; ++i) {
      EXPECT_TRUE(
          same_bits(resumed.net.parameters()[i]->value(), alone.net.parameters()[i]->value()));
      EXPECT_TRUE(
          same_bits(*resumed.sgd->named_state()[i].item, *alone.sgd->named_state()[i].item));
    }
  }
}

}  // namespace
}  // namespace gradflow::data
