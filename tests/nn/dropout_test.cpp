// Dropout as a layer: training and evaluation, and a generator that checkpoints keep.

#include "nn/dropout.h"

#include <gtest/gtest.h>

#include <memory>

#include "autograd/ops.h"
#include "nn/checkpoint.h"
#include "nn/linear.h"
#include "nn/optim/sgd.h"
#include "nn/sequential.h"
#include "tests/nn/networks.h"
#include "tests/nn/temporary_folder.h"
#include "tests/support/expect_error.h"
#include "tests/support/expect_tensor.h"

namespace gradflow::nn {
namespace {

using gradflow::testing::expect_error;
using gradflow::testing::loss_of;
using gradflow::testing::random_batch;
using gradflow::testing::same_bits;

TEST(DropoutLayer, DropsInTrainingWithANewMaskForEachCall) {
  Rng rng(1);
  Dropout dropout(0.5, rng);
  const Tensor ones = Tensor::ones({10, 10});
  const Tensor first = dropout(ones).value(), second = dropout(ones).value();
  EXPECT_FALSE(identical(first, ones));
  EXPECT_FALSE(identical(first, second));
}

TEST(DropoutLayer, PassesItsInputOnAfterEvalAndDrawsNothing) {
  Rng rng(1), same(1);
  Dropout dropout(0.5, rng), beside(0.5, same);
  const Variable x(Tensor::ones({10, 10}));
  dropout.eval();
  EXPECT_EQ(&dropout(x).node(), &x.node());
  dropout.train();
  EXPECT_TRUE(same_bits(dropout(x).value(), beside(x).value()));
}

TEST(DropoutLayer, HasAGeneratorOfItsOwn) {
  Rng rng(1);
  Dropout first(0.5, rng), second(0.5, rng);
  const Tensor ones = Tensor::ones({10, 10});
  EXPECT_FALSE(identical(first(ones).value(), second(ones).value()));
}

TEST(DropoutLayer, RefusesAProbabilityOutsideZeroToOne) {
  Rng rng(1);
  expect_error<ArgumentError>([&] { Dropout(1, rng); },
                              "Dropout: the probability is 1; it must be from 0 to below 1");
  expect_error<ArgumentError>([&] { Dropout(-0.5, rng); },
                              "Dropout: the probability is -0.5; it must be from 0 to below 1");
}

// A network with dropout, what trains it, and the checkpoint of both.
struct Trained {
  Rng rng{3};
  Sequential net;
  std::unique_ptr<optim::Sgd> sgd;
  Checkpoint checkpoint;

  Trained() {
    net.add<Linear>("h1", 6, 20, init::glorot_uniform(), rng);
    net.add("t1", tanh);
    net.add<Dropout>("d1", 0.3, rng);
    net.add<Linear>("out", 20, 3, init::glorot_uniform(), rng);
    net.set_name("");
    sgd =
        std::make_unique<optim::Sgd>(net, optim::SgdOptions{.learning_rate = 0.1, .momentum = 0.9});
    checkpoint.add(net);
    checkpoint.add(*sgd);
  }
  void train(int first, int last) {
    for (int step = first; step < last; ++step) {
      Rng draw = Rng(9).at(static_cast<std::uint64_t>(step));
      sgd->backward(loss_of(net, random_batch(draw, 8, 6, 3)));
    }
  }
  std::vector<Tensor> weights() {
    std::vector<Tensor> values;
    for (const Parameter* parameter : net.parameters()) values.push_back(parameter->value());
    return values;
  }
};

TEST(DropoutLayer, ResumesFromACheckpointWithTheSameBits) {
  const gradflow::testing::TemporaryFolder folder;
  Trained whole, interrupted, resumed;
  whole.train(0, 20);
  interrupted.train(0, 11);
  interrupted.checkpoint.save(folder.file("run.safetensors"));
  resumed.checkpoint.load(folder.file("run.safetensors"));
  resumed.train(11, 20);
  const std::vector<Tensor> expected = whole.weights(), got = resumed.weights();
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_TRUE(same_bits(got[i], expected[i]));

  Trained forgetful;  // without the generator's state the masks are others: the test can fail
  forgetful.checkpoint.load(folder.file("run.safetensors"));
  *forgetful.net.named_buffers().front().item = Trained().net.named_buffers().front().item->clone();
  forgetful.train(11, 20);
  EXPECT_FALSE(identical(forgetful.weights().front(), expected.front()));
}

TEST(DropoutLayer, KeepsWholeWordsOfItsGenerator) {
  const gradflow::testing::TemporaryFolder folder;
  Rng far(0xFEDCBA9876543210, 0x00000001FFFFFFFF), other(1);
  Dropout saved(0.5, far), loaded(0.5, other);
  Checkpoint out, in;
  out.add(saved);
  in.add(loaded);
  const Tensor ones = Tensor::ones({64});
  saved(ones);
  out.save(folder.file("dropout.safetensors"));
  in.load(folder.file("dropout.safetensors"));
  EXPECT_TRUE(same_bits(loaded(ones).value(), saved(ones).value()));
}

}  // namespace
}  // namespace gradflow::nn
