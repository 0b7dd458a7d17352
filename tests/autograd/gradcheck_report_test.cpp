// What gradcheck says, of rules that are right and of rules that are wrong on purpose.

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "autograd/grad_mode.h"
#include "autograd/gradcheck.h"
#include "autograd/ops.h"
#include "tests/support/expect_error.h"

namespace gradflow::testing {
namespace {

using Given = std::span<const Variable>;

struct WrongCube {  // 2x² where 3x² would be right
  static constexpr std::string_view name = "wrong_cube";
  Tensor x;
  Tensor forward(const Tensor& base) {
    x = base;
    return x * x * x;
  }
  std::array<Gradient, 1> backward(const Tensor& upstream) const {
    return {upstream * (x * x * 2.0)};
  }
};

Variable wrong_cube(const Variable& x) { return apply(WrongCube{}, SourceLocation::current(), x); }

TEST(Gradcheck, CatchesAWrongRuleAndSaysWhere) {
  const GradcheckReport report = gradcheck([](Given x) { return x[0] + wrong_cube(x[1]); },
                                           {Tensor::scalar(1), Tensor::from({2, 2}, {1, 0, 2, 3})});
  EXPECT_FALSE(report.passed);
  EXPECT_TRUE(report.repeatable);
  EXPECT_EQ(report.checked, 5);
  EXPECT_EQ(report.wrong, 3);
  ASSERT_TRUE(report.worst.has_value());
  EXPECT_EQ(report.worst->input, 1U);
  EXPECT_NEAR(report.worst->analytic / report.worst->numeric, 2.0 / 3.0, 1e-8);
  EXPECT_NEAR(report.worst->relative_error, 1.0 / 3.0, 1e-8);
  EXPECT_EQ(report.text().substr(0, 72),
            "gradcheck failed: 3 of 5 elements differ; the worst is input 1 at [1, 1]");
  EXPECT_NE(report.text().find("relative error 0.33 (allowed: 1e-05 of the larger, plus 1e-07); "
                               "two passes gave the same bits"),
            std::string::npos)
      << report.text();
}

TEST(Gradcheck, TakesAFunctionOfOneVariable) {
  EXPECT_TRUE(
      gradcheck([](const Variable& x) { return tanh(x); }, Tensor::from({2}, {0.3, -2})).passed);
}

TEST(Gradcheck, FormatsAsItsText) {
  const GradcheckReport report =
      gradcheck([](Given x) { return x[0] * 2.0; }, {Tensor::zeros({0, 3})});
  EXPECT_TRUE(report.passed);
  EXPECT_FALSE(report.worst.has_value());
  EXPECT_EQ(fmt::format("{}", report),
            "gradcheck passed: 0 elements agree; two passes gave the same bits");
}

TEST(Gradcheck, ChecksInFloat64WhateverTheInputsAre) {
  const GradcheckReport report = gradcheck(
      [](Given x) {
        EXPECT_EQ(x[0].dtype(), DType::float64);
        return tanh(x[0]);
      },
      {Tensor::from({1, 1}, {0.5}, DType::float32)});
  EXPECT_TRUE(report.passed) << report.text();
  EXPECT_EQ(report.checked, 1);
}

TEST(Gradcheck, HandsIntegersOnAndDoesNotMoveThem) {
  const GradcheckReport report = gradcheck(
      [](Given x) { return cross_entropy(x[1], x[0]); },
      {Tensor::from({2}, {0, 2}, DType::int32), Tensor::from({2, 3}, {1, 2, 3, 3, 2, 1})});
  EXPECT_TRUE(report.passed) << report.text();
  EXPECT_EQ(report.checked, 6);
  EXPECT_EQ(report.worst->input, 1U);
}

TEST(Gradcheck, SeesAGraphThatWasCut) {
  const GradcheckReport report = gradcheck([](Given x) { return (x[0] * x[0]).detach(); },
                                           {Tensor::from({1}, {2}, DType::float64)});
  EXPECT_FALSE(report.passed);
  EXPECT_EQ(report.worst->analytic, 0);
}

TEST(Gradcheck, SeesAFunctionThatDoesNotRepeat) {
  double calls = 0;
  const GradcheckReport report =
      gradcheck([&](Given x) { return x[0] * ++calls; }, {Tensor::zeros({2})});
  EXPECT_FALSE(report.repeatable);
  EXPECT_FALSE(report.passed);
  EXPECT_EQ(report.text().substr(report.text().rfind("; ")),
            "; two passes over the same inputs gave different bits");
}

TEST(Gradcheck, CountsNaNAsWrong) {
  const GradcheckReport report =
      gradcheck([](Given x) { return log(x[0]); }, {Tensor::from({1, 1}, {-1})});
  EXPECT_FALSE(report.passed);
  EXPECT_EQ(report.wrong, 1);
  EXPECT_EQ(report.worst->index, (std::vector<std::int64_t>{0, 0}));
}

TEST(Gradcheck, LetsErrorsThrough) {
  expect_error<ShapeError>(
      [] {
        (void)gradcheck([](Given x) { return x[0] + x[1]; },
                        {Tensor::zeros({2}), Tensor::zeros({3})});
      },
      "add: [2] and [3] do not broadcast: extents 2 and 3 of axis -1 differ and neither is 1 (in "
      "op add, inputs [2] float64, [3] float64)");
}

TEST(Gradcheck, TakesEqualNumbersForEqualWithoutAnyTolerance) {
  EXPECT_TRUE(gradcheck([](std::span<const Variable> x) { return x[0] * 0.0; },
                        {Tensor::from({2}, {1, 2})}, {.absolute = 0})
                  .passed);
}

TEST(Gradcheck, LooksAtGradientsAlsoWhereNoneAreRecorded) {
  const NoGrad no_grad;
  EXPECT_TRUE(
      gradcheck([](std::span<const Variable> x) { return tanh(x[0]); }, {Tensor::from({2}, {1, 2})})
          .passed);
}

}  // namespace
}  // namespace gradflow::testing
