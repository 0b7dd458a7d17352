// What a person is told about a node: its formula, what it takes and sends, what it keeps.
#include "autograd/explain.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <type_traits>

#include "autograd/backward.h"
#include "autograd/members.h"
#include "autograd/ops.h"

namespace gradflow::testing {
namespace {

TEST(Explain, TellsFormulaGradientsAndWhatIsKept) {
  Variable x(Tensor::from({2, 2}, {1, 2, 3, 4})),
      w(Tensor::ones({3, 2}), RequiresGradient::yes, "w");
  x.set_label("x");
  const Variable b(Tensor::zeros({3}), RequiresGradient::yes, "b");
  const int line = __LINE__ + 1;
  const Variable y = linear(x, w, b).set_label("h1");
  EXPECT_EQ(
      explain(y),
      fmt::format("{}, made at {}:{}\n"
                  "  y = x Wᵀ + b; dx = dy W, dW = dyᵀ x, db = Σ dy over the batch\n"
                  "  y: [2, 3] float32  mean 5  rms 5.385  min 3  max 7\n"
                  "  takes the gradient of y, [2, 3], and sends\n"
                  "    input 0, {}: nothing, it requires none\n"
                  "    input 1, {}: a gradient of [3, 2]\n"
                  "    input 2, {}: a gradient of [3]\n"
                  "  keeps for it: [2, 2] float32, [3, 2] float32; 40 bytes\n",
                  y.node(), y.node().where().file_name(), line, x.node(), w.node(), b.node()));
}

TEST(Explain, SaysWhatALeafIsFor) {
  const Variable data(Tensor::ones({2})), weight(Tensor::ones({2}), RequiresGradient::yes);
  EXPECT_NE(explain(data).find("data: no gradient reaches it"), std::string::npos);
  EXPECT_NE(explain(weight).find("it takes the gradient that passes send: [2]"), std::string::npos);
}

TEST(Explain, SaysThatAPassHasUsedTheNodeUp) {
  const Variable x(Tensor::ones({2}), RequiresGradient::yes);
  const Variable y = sum(tanh(x));
  backward(y);
  EXPECT_NE(explain(y).find("a pass has used up what its rule needs"), std::string::npos);
}

TEST(Saved, ListsTheTensorsOfAnOpInTheOrderOfItsStruct) {
  const Variable a(Tensor::ones({2}), RequiresGradient::yes), b(Tensor::ones({1}));
  const Variable product = a * b;
  ASSERT_EQ(product.node().saved().size(), 2U);
  EXPECT_EQ(product.node().saved()[0].shape(), (Shape{2}));
  EXPECT_EQ(product.node().saved()[1].shape(), (Shape{1}));
  EXPECT_EQ(max(reshape(a, {1, 2}), 1).node().saved().size(), 1U);  // after an axis and a shape
  EXPECT_TRUE(sum(a, 0).node().saved().empty());
  EXPECT_TRUE(a.node().saved().empty());
}

struct Plain {
  int number;
  Tensor a;
  std::array<double, 2> pair;
  Tensor b;
};
struct Derived : Plain {
  Tensor c;
};

TEST(Members, AreFoundInAggregatesAndNotBehindABaseClass) {
  const auto tensors = [](const auto& s) {
    int count = 0;
    detail::for_each_member(s, [&]<class T>(const T&) { count += std::is_same_v<T, Tensor>; });
    return count;
  };
  EXPECT_EQ(tensors(Plain{}), 2);
  EXPECT_EQ(tensors(Derived{}), 0);
}

TEST(Saved, IsEmptyOnceAPassHasRun) {
  const Variable x(Tensor::ones({2}), RequiresGradient::yes);
  const Variable y = sum(tanh(x));
  const NodePtr node = y.node().inputs()[0];
  EXPECT_EQ(node->saved().size(), 1U);
  backward(y);
  EXPECT_TRUE(node->saved().empty());
}

}  // namespace
}  // namespace gradflow::testing
