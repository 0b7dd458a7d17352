// y = x + f(x) around a layer.

#include "nn/residual.h"

#include <gtest/gtest.h>

#include "autograd/backward.h"
#include "autograd/ops.h"
#include "nn/linear.h"
#include "nn/sequential.h"
#include "tests/support/expect_error.h"
#include "tests/support/expect_tensor.h"

namespace gradflow::nn {
namespace {

using gradflow::testing::expect_error;
using gradflow::testing::same_bits;

TEST(Residual, AddsItsInputToWhatTheBranchGives) {
  Residual residual(std::make_unique<Activation>(tanh));
  const Variable x(Tensor::from({2}, {0.5, -1}), RequiresGradient::yes);
  const Variable y = residual(x);
  EXPECT_TRUE(same_bits(y.value(), (x + tanh(x)).value()));
  const Tensor slope = gradients(y, {x}, Tensor::ones({2})).front();
  EXPECT_TRUE(same_bits(slope, gradients(x + tanh(x), {x}, Tensor::ones({2})).front()));
}

TEST(Residual, ShowsTheBranchToPathsAndHooks) {
  Rng rng(1);
  Sequential net;
  auto branch = std::make_unique<Sequential>();
  branch->add<Linear>("s", 3, 3, init::glorot_uniform(), rng);
  net.add<Residual>("block", std::move(branch));
  net.set_name("net");
  EXPECT_EQ(net.named_parameters().front().path, "net.block.branch.s.weight");
  int calls = 0;
  const HookHandle handle =
      net.at("block.branch.s").on_backward([&](const Module&, auto, auto) { ++calls; });
  const Variable x(Tensor::ones({2, 3}), RequiresGradient::yes);
  backward(sum(net(x)));
  EXPECT_EQ(calls, 1);
}

TEST(Residual, RefusesABranchThatChangesTheShape) {
  Rng rng(1);
  Sequential net;
  net.add<Residual>("block", std::make_unique<Linear>(3, 1, init::glorot_uniform(), rng));
  net.set_name("net");
  expect_error<ShapeError>(
      [&] {
        net(Tensor::ones({2, 3}));
      },
      "Residual: \"net.block.branch\" got [2, 3] and gave [2, 1]; they must have one shape");
}

TEST(Residual, NeedsABranch) {
  expect_error<ArgumentError>([] { Residual(nullptr); }, "Residual: no branch given");
}

}  // namespace
}  // namespace gradflow::nn
