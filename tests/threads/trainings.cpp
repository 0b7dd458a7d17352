#include "tests/threads/trainings.h"

#include <algorithm>
#include <bit>
#include <type_traits>

#include "nn/gradflow.h"
#include "tests/support/small_models.h"

namespace gradflow::teams {

namespace {

using gradflow::testing::DenseModel;
using gradflow::testing::ImageModel;
using gradflow::testing::WordModel;

// FNV-1a, 64 bits, an element at a time.
class Digest {
 public:
  void add(const Tensor& tensor) {
    dispatch(tensor.dtype(), [&]<class T>(T) {
      using Bits = std::conditional_t<sizeof(T) == 8, std::uint64_t, std::uint32_t>;
      for (const T value : tensor.values<T>())
        hash_ = (hash_ ^ std::bit_cast<Bits>(value)) * 0x100000001b3;
    });
  }
  std::uint64_t value() const { return hash_; }

 private:
  std::uint64_t hash_ = 0xcbf29ce484222325;
};

// A few steps, in which every module says how large a team its last loop had.
template <class Optimizer, class Model, class Options>
Result train(std::uint64_t seed, const Model& model, const Options& options, int steps) {
  Rng rng(seed);
  nn::Sequential net;
  model.add_layers(net, rng);
  Optimizer optimizer(net, options);
  Result result;
  Digest digest;
  std::vector<HookHandle> watching;
  for (const auto& [path, module] : net.named_modules())
    watching.push_back(module->on_forward([&](const nn::Module&, auto, auto) {
      result.largest_team = std::max(result.largest_team, last_team_size());
    }));
  for (int step = 0; step < steps; ++step) {
    const auto [inputs, labels] = model.draw(rng);
    Variable loss = cross_entropy(net(inputs), labels);
    optimizer.backward(loss);
    digest.add(loss.value());
  }
  for (const nn::Parameter* parameter : net.parameters()) digest.add(parameter->value());
  for (const auto& [path, buffer] : net.named_buffers()) digest.add(*buffer);
  for (const auto& [path, state] : optimizer.named_state()) digest.add(*state);
  result.bits = digest.value();
  return result;
}

constexpr DenseModel kDense{.batch = 128, .in = 300, .first = 640, .second = 512, .classes = 10};
constexpr DenseModel kDenseOnFew{
    .batch = 10, .in = 300, .first = 640, .second = 512, .classes = 10};
constexpr ImageModel kImages{
    .batch = 16, .channels = 3, .extent = 32, .first = 16, .second = 32, .classes = 10};
constexpr WordModel kWords{.batch = 8, .symbols = 50, .length = 32, .width = 64, .heads = 4};

Result train_dense(std::uint64_t seed) {
  const optim::SgdOptions options{.learning_rate = 0.05, .momentum = 0.9, .weight_decay = 1e-3};
  return train<optim::Sgd>(seed, kDense, options, 2);
}

Result train_dense_on_few(std::uint64_t seed) {
  return train<optim::Sgd>(seed, kDenseOnFew, optim::SgdOptions{.learning_rate = 0.05}, 5);
}

Result train_images(std::uint64_t seed) {
  return train<optim::Adam>(seed, kImages, optim::AdamOptions{.learning_rate = 0.01}, 2);
}

Result train_words(std::uint64_t seed) {
  return train<optim::AdamW>(seed, kWords, optim::AdamWOptions{.learning_rate = 0.01}, 2);
}

}  // namespace

const std::vector<Training>& trainings() {
  static const std::vector<Training> all = {{"dense", train_dense},
                                            {"dense-on-few", train_dense_on_few},
                                            {"images", train_images},
                                            {"words", train_words}};
  return all;
}

}  // namespace gradflow::teams
