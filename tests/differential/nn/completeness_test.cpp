// What the headers of nn/ declare, and that each of it is compared.

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "tests/differential/nn/nn_measured.h"
#include "tests/differential/nn/our_layer.h"
#include "tests/differential/nn/our_optimizer.h"
#include "tests/differential/nn/peer_initialisers.h"
#include "tests/differential/nn/peer_layers.h"
#include "tests/support/declared_in.h"

namespace gradflow::differential {
namespace {

using Names = std::set<std::string>;

Names declared_in(const std::string& folder, const std::string& declaration) {
  return testing::declared_in(std::string(GRADFLOW_SOURCE_DIR) + "/" + folder, declaration);
}

TEST(EveryLayer, IsComparedWithLibtorch) {
  Names layers, rows;
  for (const LayerRow& row : layer_rows()) {
    layers.emplace(row.layer);
    rows.emplace(row.name);
  }
  EXPECT_EQ(declared_in("nn", R"(^class (\w+) final : public )"), layers);
  const auto theirs = peer_layer_rows();
  EXPECT_EQ(Names(theirs.begin(), theirs.end()), rows);
}

TEST(EveryOptimizer, IsComparedWithLibtorch) {
  Names compared;
  for (const OptimizerCase& of : optimizer_cases()) compared.emplace(of.optimizer);
  EXPECT_EQ(declared_in("nn/optim", R"(^class (\w+) final : public (?!Sink))"), compared);
  const auto theirs = peer_optimizers();
  EXPECT_EQ(Names(theirs.begin(), theirs.end()), compared);
}

TEST(EveryInitialiser, IsComparedWithLibtorch) {
  const auto theirs = peer_initialisers();
  EXPECT_EQ(declared_in("nn/init", R"(^Initialiser (\w+)\()"), Names(theirs.begin(), theirs.end()));
}

struct Alone {
  std::string_view name, reason;
};
constexpr Alone kAlone[] = {
    {"constant_rate", "libtorch's rate without a schedule"},
    {"cosine_decay", "a schedule of PyTorch in Python only"},
    {"linear_warm_up", "a schedule of PyTorch in Python only"},
    {"one_cycle", "a schedule of PyTorch in Python only"},
};

// Compared with what is put together from libtorch's ops and modules.
constexpr Alone kPutTogether[] = {
    {"Lion", "libtorch has none: program 1 of the paper in its ops, with the sign of NaN NaN"},
    {"Residual", "libtorch has none: x + f(x) around its Sequential"},
    {"TransformerBlock",
     "TransformerEncoderLayer normalises after the branches in C++: LayerNorm, "
     "MultiheadAttention and Linear, with the norms in front"},
    {"Dropout", "the masks are of two generators: in evaluation by value, in training by shares"},
};

TEST(EverySchedule, IsComparedWithLibtorchOrHasAReasonNotToBe) {
  Names known = {"step_decay", "exponential_decay"};
  for (const Alone& one : kAlone) {
    known.emplace(one.name);
    remark(fmt::format("`{}` is not compared: {}", one.name, one.reason));
  }
  EXPECT_EQ(declared_in("nn/optim", R"(^Schedule (\w+)\()"), known);
  for (const Alone& one : kPutTogether) remark(fmt::format("`{}`: {}", one.name, one.reason));
  remark("`step_decay`: the first step() of StepLR in C++ is that of step 0");
  remark("`ReduceOnPlateau` is not compared: libtorch 1.13 has none in C++");
}

}  // namespace
}  // namespace gradflow::differential
