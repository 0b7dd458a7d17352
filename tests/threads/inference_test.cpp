// One model for several threads, under NoGrad: the rule of nn/README.md. The thread sanitizer sees
// a count that is touched.

#include <gtest/gtest.h>

#include <atomic>
#include <functional>

#include "nn/gradflow.h"
#include "tests/support/expect_tensor.h"
#include "tests/support/small_models.h"
#include "tests/threads/at_once.h"

namespace gradflow::teams {
namespace {

using gradflow::testing::DenseModel;
using gradflow::testing::ImageModel;
using gradflow::testing::WordModel;

void expect_the_same_at_once(const std::function<Tensor()>& function, const Tensor& expected) {
  std::atomic<int> right{0};
  at_once([&](std::size_t) {
    const NoGrad scope;
    for (int i = 0; i < 100; ++i)
      if (identical(function(), expected)) ++right;
  });
  EXPECT_EQ(right, 100 * static_cast<int>(kThreads));
}

template <class Model>
void expect_to_be_shared(const Model& model) {
  Rng rng(3);
  nn::Sequential net, same;
  Rng rng_of_same = rng;
  model.add_layers(net, rng);
  model.add_layers(same, rng_of_same);
  for (nn::Sequential* each : {&net, &same}) each->eval();
  const Tensor x = model.draw(rng).first, expected = same(x).value();
  // Its paths are written by the first call or with its name; either will do.
  net.set_name("model");
  for (nn::Sequential* each : {&net, &same})
    expect_the_same_at_once([&] { return (*each)(x).value(); }, expected);
}

TEST(ThreadsUnderNoGrad, ShareADenseModel) { expect_to_be_shared(DenseModel{8, 20, 30, 20, 3}); }

TEST(ThreadsUnderNoGrad, ShareAModelOfImages) { expect_to_be_shared(ImageModel{2, 3, 8, 4, 6, 3}); }

TEST(ThreadsUnderNoGrad, ShareAModelOfWords) { expect_to_be_shared(WordModel{2, 7, 5, 8, 2}); }

TEST(ThreadsUnderNoGrad, ShareRecurrentLayers) {
  Rng rng(4);
  nn::Rnn rnn(3, 4, init::glorot_uniform(), rng);
  nn::Lstm lstm(4, 4, init::glorot_uniform(), rng);
  nn::Gru gru(4, 4, init::glorot_uniform(), rng);
  const Tensor x = rng.normal({5, 2, 3}, 0, 1);
  const auto last = [&] { return gru(lstm(rnn(Variable(x))[0])[0])[0].value(); };
  const Tensor expected = last();
  expect_the_same_at_once(last, expected);
}

TEST(ThreadsUnderNoGrad, ShareStatesThatAreLearned) {
  Rng rng(5);
  nn::Rnn rnn(3, 4, init::glorot_uniform(), rng);
  nn::Lstm lstm(4, 4, init::glorot_uniform(), rng);
  nn::Gru gru(4, 4, init::glorot_uniform(), rng);
  const nn::Parameter h(rng.normal({2, 4}, 0, 1)), c(rng.normal({2, 4}, 0, 1));
  const Tensor x = rng.normal({5, 2, 3}, 0, 1);
  const auto last = [&] { return gru(lstm(rnn(Variable(x), h)[0], h, c)[0], h)[0].value(); };
  const Tensor expected = last();
  expect_the_same_at_once(last, expected);
}

TEST(ThreadsUnderNoGrad, ShareParametersThatLayersPassOn) {
  Rng rng(6);
  nn::Dropout dropout(0.5, rng);
  nn::Sequential none, chain;
  chain.add<nn::Dropout>("drop", 0.5, rng);
  for (nn::Module* each : {static_cast<nn::Module*>(&dropout), static_cast<nn::Module*>(&none),
                           static_cast<nn::Module*>(&chain)})
    each->eval();
  const nn::Parameter w(rng.normal({3, 4}, 0, 1));
  const auto passed = [&] { return (dropout(w) + none(w) * chain(w)).value(); };
  const Tensor expected = passed();
  expect_the_same_at_once(passed, expected);
}

TEST(ThreadsUnderNoGrad, ShareParametersBesideNumbersAndInLists) {
  const nn::Parameter w(Rng(5).normal({3, 4}, 0, 1));
  const Tensor x = Tensor::ones({3, 4});
  const auto all = [&] {
    const Variable row = concatenate({w, x, w}, 0), pile = stack({w, w}, 0);
    return (sum(row) * (1 - w) + sum(pile) / (2 + -w) - w / 2).value();
  };
  const Tensor expected = all();
  expect_the_same_at_once(all, expected);
}

}  // namespace
}  // namespace gradflow::teams
