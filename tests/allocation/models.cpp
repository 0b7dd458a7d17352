#include "tests/allocation/models.h"

#include <tuple>
#include <utility>

#include "tests/support/small_models.h"

namespace gradflow::allocation {

namespace {

using gradflow::testing::DenseModel;
using gradflow::testing::draw_labels;
using gradflow::testing::ImageModel;
using gradflow::testing::InputsAndLabels;
using gradflow::testing::WordModel;

// The state after the last of a few steps, of three layers one above the other.
class Stack final : public nn::Layer<Variable(Variable)> {
 public:
  Stack(std::int64_t in, std::int64_t width, Rng& rng)
      : rnn_(in, width, init::glorot_uniform(), rng),
        lstm_(width, width, init::glorot_uniform(), rng),
        gru_(width, width, init::glorot_uniform(), rng) {}
  void visit(nn::Visitor& visitor) override {
    visitor.child("rnn", rnn_);
    visitor.child("lstm", lstm_);
    visitor.child("gru", gru_);
  }

 protected:
  Variable forward(const Variable& x) override { return gru_(lstm_(rnn_(x)[0])[0])[1]; }

 private:
  nn::Rnn rnn_;
  nn::Lstm lstm_;
  nn::Gru gru_;
};

struct RecurrentModel {
  std::int64_t time, batch, in, width, classes;

  void add_layers(nn::Sequential& net, Rng& rng) const {
    net.add<Stack>("stack", in, width, rng);
    net.add<nn::Linear>("output", width, classes, init::glorot_uniform(), rng);
  }
  InputsAndLabels draw(Rng& rng) const {
    Tensor inputs = rng.normal({time, batch, in}, 0, 1);
    return {std::move(inputs), draw_labels(batch, classes, rng)};
  }
};

// A branch of two layers around which the input goes as well.
struct ResidualModel {
  std::int64_t batch, width, classes;

  void add_layers(nn::Sequential& net, Rng& rng) const {
    auto branch = std::make_unique<nn::Sequential>();
    branch->add<nn::Linear>("s", width, width, init::glorot_uniform(), rng);
    branch->add("z", sigmoid);
    net.add<nn::Residual>("block", std::move(branch));
    net.add<nn::Linear>("output", width, classes, init::glorot_uniform(), rng);
  }
  InputsAndLabels draw(Rng& rng) const {
    Tensor inputs = rng.normal({batch, width}, 0, 1);
    return {std::move(inputs), draw_labels(batch, classes, rng)};
  }
};

struct SignalModel {
  std::int64_t batch, channels, length, out, classes;

  void add_layers(nn::Sequential& net, Rng& rng) const {
    net.add<nn::Conv1d>("c", channels, out, 5, init::he_normal(), rng,
                        nn::ConvOptions{.stride = 2});
    net.add("r", relu);
    net.add<nn::AdaptiveAveragePool2d>("p", 4);
    net.add("flat", nn::flatten);
    net.add<nn::Linear>("output", 4 * out, classes, init::glorot_uniform(), rng);
  }
  InputsAndLabels draw(Rng& rng) const {
    Tensor inputs = rng.normal({batch, channels, length}, 0, 1);
    return {std::move(inputs), draw_labels(batch, classes, rng)};
  }
};

template <class Optimizer, class Sizes, class Options>
Kind kind(std::string_view name, const Sizes& sizes, const Options& options) {
  return {name, [=] {
            Rng rng(3);
            auto model = std::make_unique<Model>();
            sizes.add_layers(model->net, rng);
            model->optimizer = std::make_unique<Optimizer>(model->net, options);
            std::tie(model->inputs, model->labels) = sizes.draw(rng);
            return model;
          }};
}

constexpr DenseModel kDense{.batch = 10, .in = 30, .first = 256, .second = 240, .classes = 5};
constexpr ImageModel kImages{
    .batch = 9, .channels = 2, .extent = 16, .first = 16, .second = 16, .classes = 3};
constexpr WordModel kWords{.batch = 20, .symbols = 160, .length = 8, .width = 24, .heads = 2};
constexpr RecurrentModel kRecurrent{.time = 2, .batch = 40, .in = 12, .width = 24, .classes = 640};
constexpr ResidualModel kResidual{.batch = 40, .width = 128, .classes = 4};
constexpr SignalModel kSignals{.batch = 6, .channels = 6, .length = 200, .out = 36, .classes = 3};

}  // namespace

const std::vector<Kind>& kinds() {
  static const std::vector<Kind> all = {
      kind<optim::Sgd>("dense, Sgd", kDense, optim::SgdOptions{.learning_rate = 0.05}),
      kind<optim::Sgd>("dense, Sgd with momentum", kDense,
                       optim::SgdOptions{.momentum = 0.9, .weight_decay = 0.001}),
      kind<optim::Sgd>("dense, Sgd with Nesterov's momentum", kDense,
                       optim::SgdOptions{.momentum = 0.9, .nesterov = true}),
      images_with_adam(),
      kind<optim::AdamW>("words, AdamW", kWords, optim::AdamWOptions{}),
      kind<optim::Rmsprop>("recurrent, Rmsprop", kRecurrent,
                           optim::RmspropOptions{.momentum = 0.5}),
      kind<optim::Lion>("residual, Lion", kResidual, optim::LionOptions{.learning_rate = 0.01}),
      kind<optim::Adagrad>("signals, Adagrad", kSignals, optim::AdagradOptions{})};
  return all;
}

const Kind& images_with_adam() {
  static const Kind found =
      kind<optim::Adam>("images, Adam", kImages, optim::AdamOptions{.learning_rate = 0.01});
  return found;
}

}  // namespace gradflow::allocation
