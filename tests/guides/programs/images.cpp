// The program of nn/guide_images.md, which shows all that follows.

#include <fmt/core.h>

#include <cstdio>
#include <vector>

#include "nn/gradflow.h"

using namespace gradflow;

// `count` images of 12 × 12 in one channel, labelled 0 where the bar lies and 1 where it stands.
std::vector<Tensor> draw(std::int64_t count, Rng& rng) {
  const Tensor labels = rng.integers({count}, 0, 1), places = rng.integers({count}, 1, 10);
  Tensor images = rng.normal({count, 1, 12, 12}, 100, 40);
  const auto label = labels.values<std::int32_t>(), place = places.values<std::int32_t>();
  const auto pixels = images.edit<float>();
  for (std::size_t i = 0; i < label.size(); ++i)
    for (int j = 0; j < 12; ++j) {
      const int row = label[i] == 0 ? place[i] : j, column = label[i] == 0 ? j : place[i];
      pixels[i * 144 + static_cast<std::size_t>(row * 12 + column)] += 150;
    }
  return {images, labels};
}

struct Network {
  nn::Sequential net;

  explicit Network(Rng& rng) {
    net.add<nn::Conv2d>("c1", 1, 8, 3, init::he_normal(), rng,
                        nn::ConvOptions{.padding = 1, .biased = false});
    net.add<nn::BatchNorm>("n1", 8);
    net.add("r1", relu);
    net.add<nn::MaxPool2d>("p1", 2);
    net.add<nn::Conv2d>("c2", 8, 16, 3, init::he_normal(), rng);
    net.add("r2", relu);
    net.add("flat", nn::flatten);
    net.add<nn::Dropout>("drop", 0.2, rng);
    net.add<nn::Linear>("output", 16 * 4 * 4, 2, init::glorot_uniform(), rng);
  }
};

void show_the_network() {
  Rng rng(1);
  Network network(rng);
  fmt::print("{}", nn::summary(network.net, Tensor::zeros({1, 1, 12, 12})));
}

struct Training {
  static constexpr std::int64_t kEpochs = 3;
  Rng rng{1};
  data::TensorDataset images{draw(1000, rng)};
  data::Transformed examples{images};
  data::DataLoader loader{examples, {.batch_size = 50, .seed = 1}};
  Network network{rng};
  optim::AdamW adam{network.net};
  optim::Schedule rate = optim::cosine_decay(0.01, loader.batches() * kEpochs);

  Training() {
    examples.add(0, data::normalise({112}, {55}));
    examples.add(0, data::random_flip());
  }
  void step() {
    adam.set_learning_rate(rate(loader.epoch() * loader.batches() + loader.position()));
    const std::vector<Tensor> batch = loader.next();
    adam.backward(cross_entropy(network.net(batch[0]), batch[1]));
  }
  void run() {
    while (loader.epoch() < kEpochs) step();
  }
};

double accuracy(nn::Sequential& net, const data::Dataset& examples) {
  const NoGrad no_grad;
  net.eval();
  data::DataLoader loader(examples, {.batch_size = 100, .shuffle = false});
  int right = 0;
  for (const std::vector<Tensor>& batch : loader) {
    const Tensor classes = argmax(net(batch[0]).value(), 1);
    const auto found = classes.values<std::int32_t>(), label = batch[1].values<std::int32_t>();
    for (std::size_t i = 0; i < label.size(); ++i) right += found[i] == label[i] ? 1 : 0;
  }
  net.train();
  return right / static_cast<double>(examples.size());
}

void train_it() {
  Training training;
  training.run();
  Rng rng(2);
  const data::TensorDataset images(draw(500, rng));
  data::Transformed fresh(images);
  fresh.add(0, data::normalise({112}, {55}));
  fmt::print("accuracy on fresh images {:.1f}\n", accuracy(training.network.net, fresh));
}

void interrupt_it() {
  const char* path = "guide_images.safetensors";
  Training whole;
  whole.run();

  Training first;
  for (int step = 0; step < 25; ++step) first.step();
  nn::Checkpoint saved;
  saved.add(first.network.net);
  saved.add(first.adam);
  saved.set("epoch", first.loader.epoch());
  saved.set("position", first.loader.position());
  saved.save(path);

  Training second;
  nn::Checkpoint loaded;
  loaded.add(second.network.net);
  loaded.add(second.adam);
  loaded.load(path);
  second.loader.seek(loaded.number("epoch"), loaded.number("position"));
  fmt::print("resumed in epoch {} at batch {}\n", second.loader.epoch(), second.loader.position());
  second.run();

  double difference = 0;
  const auto expected = whole.network.net.parameters(), found = second.network.net.parameters();
  for (std::size_t i = 0; i < found.size(); ++i)
    difference += rms(expected[i]->value() - found[i]->value());
  fmt::print("the weights differ by {}\n", difference);
  std::remove(path);
}

int main() {
  show_the_network();
  train_it();
  interrupt_it();
}
