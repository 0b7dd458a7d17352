#include "tests/memory/subject.h"

namespace gradflow::memory {

namespace {

template <class Optimizer, class Options>
void train_with(Subject& subject, const Options& options) {
  subject.optimizer = std::make_unique<Optimizer>(subject.net, options);
}

// Of ten examples, so that a weight is updated in the walk that forms its layer's input gradient.
std::unique_ptr<Subject> dense() {
  Rng rng(3);
  auto subject = std::make_unique<Subject>();
  nn::Sequential& net = subject->net;
  net.add<nn::Linear>("h1", 30, 48, init::glorot_uniform(), rng);
  net.add("z1", tanh);
  net.add<nn::Linear>("h2", 48, 40, init::glorot_uniform(), rng);
  net.add("z2", relu);
  net.add<nn::Linear>("output", 40, 5, init::glorot_uniform(), rng);
  subject->inputs = rng.normal({10, 30}, 0, 1);
  subject->labels = rng.integers({10}, 0, 4);
  return subject;
}

std::unique_ptr<Subject> dense_sgd() {
  auto subject = dense();
  train_with<optim::Sgd>(*subject, optim::SgdOptions{.learning_rate = 0.05});
  return subject;
}

std::unique_ptr<Subject> dense_momentum() {
  auto subject = dense();
  train_with<optim::Sgd>(
      *subject, optim::SgdOptions{.learning_rate = 0.05, .momentum = 0.9, .weight_decay = 0.001});
  return subject;
}

std::unique_ptr<Subject> images() {
  Rng rng(4);
  auto subject = std::make_unique<Subject>();
  nn::Sequential& net = subject->net;
  net.add<nn::Conv2d>("c1", 2, 6, 3, init::he_normal(), rng, nn::ConvOptions{.padding = 1});
  net.add<nn::BatchNorm>("n1", 6);
  net.add("r1", relu);
  net.add<nn::MaxPool2d>("p1", 2);
  net.add<nn::Conv2d>("c2", 6, 4, 3, init::he_normal(), rng, nn::ConvOptions{.groups = 2});
  net.add<nn::GroupNorm>("n2", 2, 4);
  net.add<nn::AveragePool2d>("p2", 2);
  net.add("flat", nn::flatten);
  net.add<nn::Dropout>("d", 0.25, rng);
  net.add<nn::Linear>("output", 4, 3, init::glorot_uniform(), rng);
  subject->inputs = rng.normal({5, 2, 8, 8}, 0, 1);
  subject->labels = rng.integers({5}, 0, 2);
  train_with<optim::Adam>(*subject, optim::AdamOptions{.learning_rate = 0.01});
  return subject;
}

std::unique_ptr<Subject> words() {
  Rng rng(5);
  auto subject = std::make_unique<Subject>();
  nn::Sequential& net = subject->net;
  net.add<nn::Embedding>("symbols", 7, 16, rng);
  net.add<nn::TransformerBlock>("block", 16, 2, rng, nn::TransformerBlockOptions{.causal = true});
  net.add<nn::LayerNorm>("norm", 16);
  net.add("flat", nn::flatten);
  net.add<nn::Linear>("output", 6 * 16, 7, init::glorot_uniform(), rng);
  subject->inputs = rng.integers({4, 6}, 0, 6);
  subject->labels = rng.integers({4}, 0, 6);
  train_with<optim::AdamW>(*subject, optim::AdamWOptions{.learning_rate = 0.01});
  return subject;
}

}  // namespace

std::vector<Kind> kinds() {
  return {{"dense, Sgd", dense_sgd},
          {"dense, Sgd with momentum", dense_momentum},
          {"images, Adam", images},
          {"words, AdamW", words}};
}

}  // namespace gradflow::memory
