// Every operation that threads share gives the same bits on one, two, three and seven of them. The
// sizes lie above the grain, and the team is asked whether it really formed; it does not where
// OMP_DYNAMIC or OMP_THREAD_LIMIT forbid it.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "tensor/arithmetic.h"
#include "tensor/elementwise.h"
#include "tensor/matmul.h"
#include "tensor/random.h"
#include "tensor/rearrange.h"
#include "tensor/reduce.h"
#include "tensor/vector_math.h"
#include "tests/support/expect_error.h"
#include "tests/support/expect_tensor.h"
#include "tests/support/random_tensors.h"
#include "tests/support/thread_count.h"

namespace gradflow {
namespace {

using testing::expect_error;

struct CostlyTanh {
  static constexpr int kCost = 20;
  template <class T>
  T operator()(T x) const {
    return hyperbolic_tangent(x);
  }
};

struct Damp {
  template <class T>
  T operator()(T target, T x) const {
    return target / (T{1} + x * x);
  }
};

struct Operation {
  std::string name;
  std::vector<Shape> inputs;
  std::function<Tensor(const std::vector<Tensor>&)> run;
};

using Inputs = const std::vector<Tensor>&;

std::vector<Operation> elementwise_operations() {
  const Shape flat{200003}, wide{300, 901}, column{300, 1};
  return {
      {"map", {flat}, [](Inputs in) { return -in[0]; }},
      {"costly map", {Shape{9001}}, [](Inputs in) { return map(in[0], CostlyTanh{}); }},
      {"zip", {flat, flat}, [](Inputs in) { return in[0] * in[1]; }},
      {"number and tensor", {flat}, [](Inputs in) { return 2.5 / in[0]; }},
      {"tensor and row", {wide, Shape{901}}, [](Inputs in) { return in[0] + in[1]; }},
      {"column and tensor", {column, wide}, [](Inputs in) { return in[0] - in[1]; }},
      {"column and row", {column, Shape{1, 901}}, [](Inputs in) { return in[0] / in[1]; }},
      {"axes inside stretched",
       {Shape{7, 1, 50, 30}, Shape{20, 1, 30}},
       [](Inputs in) { return in[0] * in[1]; }},
      {"zip_into",
       {flat, flat},
       [](Inputs in) {
         Tensor target = in[0].clone();
         zip_into(target, in[1], Damp{});
         return target;
       }},
      {"add_scaled",
       {flat, flat},
       [](Inputs in) {
         Tensor target = in[0].clone();
         add_scaled(target, in[1], -0.1, 0.9);
         return target;
       }},
  };
}

std::vector<Operation> reductions() {
  const Shape line{600011}, cube{40, 50, 300}, wide{300, 2000}, tall{4000, 130};
  return {
      {"sum", {line}, [](Inputs in) { return sum(in[0]); }},
      {"sum of the first axis", {cube}, [](Inputs in) { return sum(in[0], 0); }},
      {"sum of the middle axis", {cube}, [](Inputs in) { return sum(in[0], 1); }},
      {"sum of the last axis", {cube}, [](Inputs in) { return sum(in[0], 2); }},
      {"mean", {line}, [](Inputs in) { return mean(in[0]); }},
      {"mean of the last axis", {tall}, [](Inputs in) { return mean(in[0], 1); }},
      {"max of the first axis", {wide}, [](Inputs in) { return max(in[0], 0); }},
      {"max of the last axis", {tall}, [](Inputs in) { return max(in[0], 1); }},
      {"sum_to a row", {wide}, [](Inputs in) { return sum_to(in[0], Shape{2000}); }},
      {"sum_to a column",
       {tall},
       [](Inputs in) {
         return sum_to(in[0], Shape{4000, 1});
       }},
      {"sum_to a number", {wide}, [](Inputs in) { return sum_to(in[0], Shape{}); }},
  };
}

Operation product(std::string name, const Shape& a, const Shape& b, Transpose transpose_a,
                  Transpose transpose_b) {
  return {std::move(name), {a, b}, [=](Inputs in) {
            return matmul(in[0], in[1], transpose_a, transpose_b);
          }};
}

std::vector<Operation> products() {
  constexpr Transpose kStraight = Transpose::no, kTurned = Transpose::yes;
  return {
      product("batch, matrix", Shape{10, 700}, Shape{700, 403}, kStraight, kStraight),
      product("batch, matrix transposed", Shape{10, 700}, Shape{403, 700}, kStraight, kTurned),
      product("batch transposed, batch", Shape{10, 700}, Shape{10, 403}, kTurned, kStraight),
      product("both transposed", Shape{150, 207}, Shape{203, 150}, kTurned, kTurned),
      product("square", Shape{201, 203}, Shape{203, 207}, kStraight, kStraight),
      product("square transposed", Shape{201, 203}, Shape{207, 203}, kStraight, kTurned),
      product("row", Shape{1, 900}, Shape{900, 800}, kStraight, kStraight),
      product("column", Shape{900, 1300}, Shape{1300, 1}, kStraight, kStraight),
      {"update of a weight",
       {Shape{700, 403}, Shape{10, 700}, Shape{10, 403}},
       [](Inputs in) {
         Tensor weight = in[0].clone();
         matmul_into(weight, in[1], in[2], Transpose::yes, Transpose::no, -0.01, 1);
         return weight;
       }},
  };
}

std::vector<Operation> fills_and_copies() {
  const Shape shape{100003};
  const auto f32 = DType::float32, f64 = DType::float64;
  return {
      {"uniform float32", {}, [=](Inputs) { return Rng(3).uniform(shape, -1, 1, f32); }},
      {"uniform float64", {}, [=](Inputs) { return Rng(3).uniform(shape, -1, 1, f64); }},
      {"normal float32", {}, [=](Inputs) { return Rng(3).normal(shape, 0, 1, f32); }},
      {"normal float64", {}, [=](Inputs) { return Rng(3).normal(shape, 0, 1, f64); }},
      {"integers", {}, [=](Inputs) { return Rng(3).integers(shape, -5, 1000); }},
      {"transpose", {Shape{601, 407}}, [](Inputs in) { return transpose(in[0]); }},
  };
}

void check(const std::vector<Operation>& operations) {
  for (const Operation& operation : operations)
    for (const DType dtype : testing::kFloatingTypes) {
      SCOPED_TRACE(operation.name + " in " + std::string(name(dtype)));
      Rng rng(1);
      std::vector<Tensor> inputs;
      for (const Shape& shape : operation.inputs)
        inputs.push_back(testing::random_tensor(rng, shape, dtype));
      Tensor alone;
      for (const int team : {1, 2, 3, 7}) {
        testing::forget_last_team();
        const testing::ThreadCount guard(team);
        const Tensor result = operation.run(inputs);
        // Of seven there may be more than there are pieces.
        EXPECT_GE(last_team_size(), std::min(team, 3));
        EXPECT_LE(last_team_size(), team);
        if (team == 1) alone = result;
        EXPECT_TRUE(testing::same_bits(result, alone)) << team << " threads";
      }
    }
}

TEST(Threads, DoNotChangeABitOfAnElementwiseOperation) { check(elementwise_operations()); }
TEST(Threads, DoNotChangeABitOfAReduction) { check(reductions()); }
TEST(Threads, DoNotChangeABitOfAProduct) { check(products()); }
TEST(Threads, DoNotChangeABitOfAFillOrACopy) { check(fills_and_copies()); }

TEST(SetThreads, RefusesMoreThanASystemStarts) {
  expect_error<ArgumentError>([] { set_threads(1025); }, "set_threads: 1025 are more than 1024");
  expect_error<ArgumentError>([] { set_threads(-1); },
                              "set_threads: -1 is negative; 0 leaves the choice to OpenMP");
}

}  // namespace
}  // namespace gradflow
