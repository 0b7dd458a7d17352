// What the ops say to wrong calls, word by word.

#include <gtest/gtest.h>

#include "autograd/backward.h"
#include "autograd/ops.h"
#include "tests/support/expect_error.h"
#include "tests/support/leaf.h"

namespace gradflow::testing {
namespace {

TEST(OpErrors, NameTheOpAndItsInputsWhenShapesDoNotMatch) {
  const Variable x = leaf_of_ones({4, 3}, "x"), w = leaf_of_ones({2, 5}, "W"),
                 b = leaf_of_ones({2}, "b");
  expect_error<ShapeError>(
      [&] { linear(x, w, b); },
      "linear: x is [4, 3], weight is [2, 5], bias is [2]; expected (batch, in), (out, in), (out) "
      "(in op linear, inputs \"x\" [4, 3] float32, \"W\" [2, 5] float32, \"b\" [2] float32)");
  expect_error<ShapeError>([&] { matmul(x, w); },
                           "matmul: inner extents differ: left is [4, 3], right is [2, 5] (in op "
                           "matmul, inputs \"x\" [4, 3] float32, \"W\" [2, 5] float32)");
  expect_error<ShapeError>(
      [&] { x + w; },
      "add: [4, 3] and [2, 5] do not broadcast: extents 3 and 5 of axis -1 differ and neither is 1 "
      "(in op add, inputs \"x\" [4, 3] float32, \"W\" [2, 5] float32)");
  expect_error<ShapeError>(
      [&] { squared_error(x, w); },
      "squared_error: prediction is [4, 3], target is [2, 5]; they must have one shape (in op "
      "squared_error, inputs \"x\" [4, 3] float32, \"W\" [2, 5] float32)");
  expect_error<ShapeError>(
      [&] { transpose(b); },
      "transpose: [2] has 1 axes, not two (in op transpose, inputs \"b\" [2] float32)");
  expect_error<ShapeError>(
      [&] {
        reshape(x, {5, -1});
      },
      "reshape: [4, 3] has 12 elements, which the given extents do not divide (in op reshape, "
      "inputs \"x\" [4, 3] float32)");
  expect_error<ShapeError>([&] { slice(x, 1, 2, 4); },
                           "slice: 2 to 4 is out of range for axis 1 of [4, 3] (in op slice, "
                           "inputs \"x\" [4, 3] float32)");
  expect_error<ShapeError>(
      [&] {
        concatenate({x, w}, 0);
      },
      "concatenate: tensor 0 is [4, 3], tensor 1 is [2, 5]; all extents but that of axis 0 must "
      "agree (in op concatenate, inputs \"x\" [4, 3] float32, \"W\" [2, 5] float32)");
  expect_error<ShapeError>([&] { sum(x, 2); },
                           "sum: [4, 3] has no axis 2 (in op sum, inputs \"x\" [4, 3] float32)");
  expect_error<ShapeError>(
      [&] { softmax(x, -3); },
      "softmax: [4, 3] has no axis -3 (in op softmax, inputs \"x\" [4, 3] float32)");
}

TEST(OpErrors, NameBothElementTypesWhenTheyAreMixed) {
  const Variable x = leaf_of_ones({4, 3}, "x"), y = leaf_of_ones({4, 3}, "y", DType::float64);
  const Variable labels = Tensor::zeros({4}, DType::int32);
  expect_error<TypeError>(
      [&] { x* y; },
      "multiply: element types differ: left [4, 3] is float32, right [4, 3] is float64; convert "
      "one with to() (in op multiply, inputs \"x\" [4, 3] float32, \"y\" [4, 3] float64)");
  expect_error<TypeError>(
      [&] { matmul(x, transpose(y)); },
      "matmul: element types differ: left is float32, right is float64; convert one with to() (in "
      "op matmul, inputs \"x\" [4, 3] float32, [3, 4] float64)");
  expect_error<TypeError>(
      [&] { squared_error(x, y); },
      "squared_error: element types differ: prediction is float32, target is float64; convert one "
      "with to() (in op squared_error, inputs \"x\" [4, 3] float32, \"y\" [4, 3] float64)");
  expect_error<TypeError>(
      [&] { tanh(labels); },
      "tanh: takes float32 or float64, not int32 (in op tanh, inputs [4] int32)");
  expect_error<TypeError>(
      [&] {
        concatenate({x, y}, 0);
      },
      "concatenate: tensor 0 is float32, tensor 1 is float64 (in op concatenate, inputs \"x\" [4, "
      "3] float32, \"y\" [4, 3] float64)");
}

TEST(OpErrors, NameTheLayerTheyStandIn) {
  const Variable x = leaf_of_ones({4, 3}, "x"), y = leaf_of_ones({4, 2}, "y");
  const NodeScope scope(Label("hidden.3"));
  expect_error<ShapeError>(
      [&] { x - y; },
      "subtract: [4, 3] and [4, 2] do not broadcast: extents 3 and 2 of axis -1 differ and neither "
      "is 1 (in op subtract of \"hidden.3\", inputs \"x\" [4, 3] float32, \"y\" [4, 2] float32)");
}

TEST(OpErrors, NameTheLabelThatIsOutOfRange) {
  const Variable logits = leaf_of_ones({4, 9}, "logits");
  const auto labels = [](std::initializer_list<double> values, DType dtype = DType::int32) {
    return Tensor::from({static_cast<std::int64_t>(values.size())}, values, dtype);
  };
  expect_error<ArgumentError>(
      [&] {
        cross_entropy(logits, labels({0, 8, 1, 9}));
      },
      "cross_entropy: label 9 at position 3 is out of range for 9 classes (0 to 8) (in op "
      "cross_entropy, inputs \"logits\" [4, 9] float32, [4] int32)");
  expect_error<ArgumentError>(
      [&] {
        cross_entropy(logits, labels({0, -1, 1, 9}));
      },
      "cross_entropy: label -1 at position 1 is out of range for 9 classes (0 to 8) (in op "
      "cross_entropy, inputs \"logits\" [4, 9] float32, [4] int32)");
  expect_error<ShapeError>(
      [&] {
        cross_entropy(logits, labels({0, 1, 2}));
      },
      "cross_entropy: logits are [4, 9], labels are [3]; expected (batch, classes) and (batch) (in "
      "op cross_entropy, inputs \"logits\" [4, 9] float32, [3] int32)");
  expect_error<ShapeError>(
      [&] {
        cross_entropy(logits, Tensor::zeros({4, 9}, DType::int32));
      },
      "cross_entropy: logits are [4, 9], labels are [4, 9]; expected (batch, classes) and (batch) "
      "(in op cross_entropy, inputs \"logits\" [4, 9] float32, [4, 9] int32)");
  expect_error<TypeError>(
      [&] {
        cross_entropy(logits, labels({0, 1, 2, 3}, DType::float32));
      },
      "cross_entropy: labels are float32; expected int32 class numbers (in op cross_entropy, "
      "inputs \"logits\" [4, 9] float32, [4] float32)");
}

TEST(OpErrors, RefuseWhatHasNoValueForNothing) {
  const Variable nothing = leaf_of_ones({0, 3}, "nothing");
  expect_error<ShapeError>(
      [&] { mean(nothing); },
      "mean: [0, 3] has no elements (in op mean, inputs \"nothing\" [0, 3] float32)");
  expect_error<ShapeError>(
      [&] { mean(nothing, 0); },
      "mean: axis 0 of [0, 3] is empty (in op mean, inputs \"nothing\" [0, 3] float32)");
  expect_error<ShapeError>(
      [&] { max(nothing, 0); },
      "max: axis 0 of [0, 3] is empty (in op max, inputs \"nothing\" [0, 3] float32)");
  expect_error<ShapeError>([&] { squared_error(nothing, nothing); },
                           "squared_error: [0, 3] has no elements (in op squared_error, inputs "
                           "\"nothing\" [0, 3] float32, \"nothing\" [0, 3] float32)");
  expect_error<ShapeError>([&] { cross_entropy(nothing, Tensor::zeros({0}, DType::int32)); },
                           "cross_entropy: the batch is empty (in op cross_entropy, inputs "
                           "\"nothing\" [0, 3] float32, [0] int32)");
  expect_error<ArgumentError>([&] { concatenate(std::span<const Variable>(), 0); },
                              "concatenate: no tensors given (in op concatenate)");
}

TEST(OpErrors, RefuseAVariableThatHoldsNothing) {
  const Variable x = leaf_of_ones({2}, "x"), undefined;
  expect_error<ArgumentError>([&] { x + undefined; },
                              "Variable: this one holds nothing; it was default-constructed or "
                              "moved from (in op add, inputs \"x\" [2] float32, undefined)");
  expect_error<ArgumentError>([&] { 2 * undefined; },
                              "Variable: this one holds nothing; it was default-constructed or "
                              "moved from (in op multiply, inputs [] float32, undefined)");
  expect_error<ArgumentError>([&] { tanh(undefined); },
                              "Variable: this one holds nothing; it was default-constructed or "
                              "moved from (in op tanh, inputs undefined)");
  expect_error<ArgumentError>(
      [&] { backward(undefined); },
      "Variable: this one holds nothing; it was default-constructed or moved from");
  expect_error<ArgumentError>(
      [&] { (void)undefined.shape(); },
      "Variable: this one holds nothing; it was default-constructed or moved from");
  expect_error<ArgumentError>(
      [&] { Variable{Tensor()}; },
      "Variable: the value holds nothing; it was default-constructed or moved from");
}

TEST(OpErrors, ANumberBesideInt32IsRefusedByTheOp) {
  const Variable labels = Tensor::zeros({4}, DType::int32);
  expect_error<TypeError>(
      [&] { labels * 0.5; },
      "multiply: takes float32 or float64, not int32 (in op multiply, inputs [4] "
      "int32, [] int32)");
}

}  // namespace
}  // namespace gradflow::testing
