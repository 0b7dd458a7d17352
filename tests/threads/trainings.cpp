#include "tests/threads/trainings.h"

#include <algorithm>
#include <bit>
#include <type_traits>
#include <utility>

#include "nn/gradflow.h"

namespace gradflow::teams {

namespace {

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

// A few steps on batches of draw(), in which every module says how large a team its last loop had.
template <class Draw>
Result train(nn::Sequential& net, optim::Optimizer& optimizer, int steps, Draw draw) {
  Result result;
  Digest digest;
  std::vector<HookHandle> watching;
  for (const auto& [path, module] : net.named_modules())
    watching.push_back(module->on_forward([&](const nn::Module&, auto, auto) {
      result.largest_team = std::max(result.largest_team, last_team_size());
    }));
  for (int step = 0; step < steps; ++step) {
    const auto [inputs, labels] = draw();
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

Result train_dense_layers(std::uint64_t seed, const optim::SgdOptions& options, std::int64_t batch,
                          int steps) {
  Rng rng(seed);
  nn::Sequential net;
  net.add<nn::Linear>("h1", 300, 640, init::glorot_uniform(), rng);
  net.add("z1", tanh);
  net.add<nn::Linear>("h2", 640, 512, init::glorot_uniform(), rng);
  net.add("z2", gelu);
  net.add<nn::Linear>("output", 512, 10, init::glorot_uniform(), rng);
  optim::Sgd sgd(net, options);
  return train(net, sgd, steps, [&] {
    Tensor inputs = rng.normal({batch, 300}, 0, 1);
    return std::pair(std::move(inputs), rng.integers({batch}, 0, 9));
  });
}

Result train_dense(std::uint64_t seed) {
  return train_dense_layers(seed, {.learning_rate = 0.05, .momentum = 0.9, .weight_decay = 1e-3},
                            128, 2);
}

// Of so few examples, a weight is updated in the walk that forms its layer's input gradient.
Result train_dense_on_few(std::uint64_t seed) {
  return train_dense_layers(seed, {.learning_rate = 0.05}, 10, 5);
}

Result train_images(std::uint64_t seed) {
  Rng rng(seed);
  nn::Sequential net;
  net.add<nn::Conv2d>("c1", 3, 16, 3, init::he_normal(), rng, nn::ConvOptions{.padding = 1});
  net.add<nn::BatchNorm>("n1", 16);
  net.add("r1", relu);
  net.add<nn::MaxPool2d>("p1", 2);
  net.add<nn::Conv2d>("c2", 16, 32, 3, init::he_normal(), rng, nn::ConvOptions{.padding = 1});
  net.add<nn::BatchNorm>("n2", 32);
  net.add("r2", relu);
  net.add<nn::AveragePool2d>("p2", 2);
  net.add("flat", nn::flatten);
  net.add<nn::Linear>("output", 32 * 8 * 8, 10, init::glorot_uniform(), rng);
  optim::Adam adam(net, {.learning_rate = 0.01});
  return train(net, adam, 2, [&] {
    Tensor inputs = rng.normal({16, 3, 32, 32}, 0, 1);
    return std::pair(std::move(inputs), rng.integers({16}, 0, 9));
  });
}

Result train_words(std::uint64_t seed) {
  Rng rng(seed);
  nn::Sequential net;
  net.add<nn::Embedding>("symbols", 50, 64, rng);
  net.add<nn::TransformerBlock>("block", 64, 4, rng,
                                nn::TransformerBlockOptions{.causal = true, .dropout = 0.1});
  net.add<nn::LayerNorm>("norm", 64);
  net.add("flat", nn::flatten);
  net.add<nn::Linear>("output", 32 * 64, 50, init::glorot_uniform(), rng);
  optim::AdamW adam(net, {.learning_rate = 0.01});
  return train(net, adam, 2, [&] {
    Tensor inputs = rng.integers({8, 32}, 0, 49);
    return std::pair(std::move(inputs), rng.integers({8}, 0, 49));
  });
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
