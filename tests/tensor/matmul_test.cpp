// Values and errors of the product; matmul_bits_test.cpp has what it promises about bits.
#include "tensor/matmul.h"

#include <gtest/gtest.h>

#include <array>
#include <cfenv>
#include <cmath>
#include <limits>
#include <vector>

#include "tensor/arithmetic.h"
#include "tensor/rearrange.h"
#include "tests/support/expect_error.h"
#include "tests/support/expect_tensor.h"
#include "tests/support/random_tensors.h"
#include "tests/support/thread_count.h"

namespace gradflow {
namespace {

using testing::expect_error;
using testing::kFloatingTypes;
using testing::random_tensor;

constexpr Transpose kNo = Transpose::no, kYes = Transpose::yes;
constexpr std::array<std::array<Transpose, 2>, 4> kForms = {
    {{kNo, kNo}, {kNo, kYes}, {kYes, kNo}, {kYes, kYes}}};
// None, one, primes, and either side of the blocks and of the lanes.
constexpr std::array<std::int64_t, 24> kExtents = {0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  11, 12,
                                                   13, 15, 16, 17, 20, 31, 32, 33, 47, 48, 49, 67};

struct Factors {
  Tensor a, b;
};

Factors random_factors(Rng& rng, std::int64_t rows, std::int64_t inner, std::int64_t columns,
                       std::array<Transpose, 2> form, DType dtype) {
  return {
      random_tensor(rng, form[0] == kNo ? Shape{rows, inner} : Shape{inner, rows}, dtype),
      random_tensor(rng, form[1] == kNo ? Shape{inner, columns} : Shape{columns, inner}, dtype)};
}

// target against alpha · a b + beta · before, in float64, each element within the bound of a sum of
// that many products.
void check(const Tensor& target, const Factors& f, std::array<Transpose, 2> form, double alpha,
           double beta, const Tensor& before) {
  const std::vector<double> a = testing::doubles(f.a), b = testing::doubles(f.b);
  const std::vector<double> actual = testing::doubles(target);
  const std::int64_t rows = target.shape()[0], columns = target.shape()[1];
  const std::int64_t inner = f.a.shape()[form[0] == kNo ? 1 : 0];
  const double ulp = target.dtype() == DType::float32 ? 0x1p-23 : 0x1p-52;
  for (std::int64_t i = 0; i < rows; ++i)
    for (std::int64_t j = 0; j < columns; ++j) {
      double exact = 0, magnitude = 0;
      for (std::int64_t k = 0; k < inner; ++k) {
        const double product =
            a[static_cast<std::size_t>(form[0] == kNo ? i * inner + k : k * rows + i)] *
            b[static_cast<std::size_t>(form[1] == kNo ? k * columns + j : j * inner + k)];
        exact += product;
        magnitude += std::abs(product);
      }
      const double old = beta == 0 ? 0 : beta * before.at({i, j});
      const double allowed =
          ulp * (static_cast<double>(inner + 3) * std::abs(alpha) * magnitude + 3 * std::abs(old));
      ASSERT_NEAR(actual[static_cast<std::size_t>(i * columns + j)], alpha * exact + old, allowed)
          << rows << " x " << inner << " x " << columns << " at " << i << ", " << j;
    }
}

void check_random_product(Rng& rng, std::int64_t rows, std::int64_t inner, std::int64_t columns) {
  for (const DType dtype : kFloatingTypes)
    for (const auto form : kForms) {
      const Factors f = random_factors(rng, rows, inner, columns, form, dtype);
      const Tensor product = matmul(f.a, f.b, form[0], form[1]);
      ASSERT_EQ(product.shape(), (Shape{rows, columns}));
      check(product, f, form, 1, 0, product);
      const Tensor before = random_tensor(rng, Shape{rows, columns}, dtype);
      Tensor target = before.clone();
      matmul_into(target, f.a, f.b, form[0], form[1], -0.25, 0.7);
      check(target, f, form, -0.25, 0.7, before);
    }
}

TEST(Matmul, AgreesWithThreePlainLoops) {
  Rng rng(1);
  const auto draw = [&] {
    return kExtents[static_cast<std::size_t>(rng.integer(0, kExtents.size() - 1))];
  };
  for (int round = 0; round < 150; ++round) check_random_product(rng, draw(), draw(), draw());
}

TEST(Matmul, AgreesForEveryNumberOfRowsAndColumnsOfATile) {
  Rng rng(2);
  for (std::int64_t rows = 1; rows <= 14; ++rows)
    for (std::int64_t columns = 1; columns <= 34; ++columns)
      check_random_product(rng, rows, 1 + (rows * columns) % 19, columns);
}

TEST(Matmul, AgreesForShapesThatAreSharedOut) {
  Rng rng(3);
  check_random_product(rng, 10, 300, 301);
  check_random_product(rng, 101, 67, 103);
  check_random_product(rng, 1, 1000, 200);
  check_random_product(rng, 300, 10, 1);
}

TEST(Matmul, OverAnEmptyInnerExtentIsZero) {
  for (const auto form : kForms) {
    Rng rng(4);
    const Factors f = random_factors(rng, 3, 0, 5, form, DType::float32);
    EXPECT_TRUE(identical(matmul(f.a, f.b, form[0], form[1]), Tensor::zeros(Shape{3, 5})));
    Tensor target = Tensor::full(Shape{3, 5}, 8);
    matmul_into(target, f.a, f.b, form[0], form[1], 1, 0.5);
    EXPECT_TRUE(identical(target, Tensor::full(Shape{3, 5}, 4)));
  }
}

TEST(Matmul, DoesNotReadTheTargetWhenBetaIsZero) {
  Rng rng(5);
  for (const DType dtype : kFloatingTypes)
    for (const auto form : kForms) {
      const Factors f = random_factors(rng, 13, 21, 19, form, dtype);
      Tensor target = Tensor::full(Shape{13, 19}, std::nan(""), dtype);
      matmul_into(target, f.a, f.b, form[0], form[1], 2, 0);
      check(target, f, form, 2, 0, target);
    }
}

TEST(Matmul, CarriesNaNAndInfinityToTheirRowsAndColumnsOnly) {
  Rng rng(6);
  for (const auto form : kForms) {
    Factors f = random_factors(rng, 13, 21, 19, form, DType::float32);
    const std::int64_t row = 7, column = 11;
    f.a.edit<float>()[static_cast<std::size_t>(form[0] == kNo ? row * 21 + 20 : 20 * 13 + row)] =
        std::nanf("");
    f.b.edit<float>()[static_cast<std::size_t>(form[1] == kNo ? 3 * 19 + column
                                                              : column * 21 + 3)] =
        std::numeric_limits<float>::infinity();
    const Tensor product = matmul(f.a, f.b, form[0], form[1]);
    for (std::int64_t i = 0; i < 13; ++i)
      for (std::int64_t j = 0; j < 19; ++j)
        EXPECT_EQ(std::isfinite(product.at({i, j})), i != row && j != column) << i << ", " << j;
  }
}

TEST(Matmul, SaysWhichInnerExtentsDiffer) {
  const Tensor x = Tensor::zeros(Shape{10, 784}), w = Tensor::zeros(Shape{300, 784});
  expect_error<ShapeError>([&] { matmul(x, w); },
                           "matmul: inner extents differ: left is [10, 784], right is [300, 784]; "
                           "was the right one meant with Transpose::yes?");
  expect_error<ShapeError>(
      [&] {
        matmul(x, Tensor::zeros(Shape{784, 300}), kNo, kYes);
      },
      "matmul: inner extents differ: left is [10, 784], right is [784, 300] "
      "transposed; was the right one meant without Transpose::yes?");
  expect_error<ShapeError>(
      [&] {
        matmul(x, Tensor::zeros(Shape{5, 6}));
      },
      "matmul: inner extents differ: left is [10, 784], right is [5, 6]");
  expect_error<ShapeError>([&] { matmul(x, w, kYes, kNo); },
                           "matmul: inner extents differ: left is [10, 784] transposed, right is "
                           "[300, 784]");
}

TEST(Matmul, SaysWhatIsNotAMatrixOfItsTypes) {
  const Tensor x = Tensor::zeros(Shape{2, 2});
  expect_error<ShapeError>([&] { matmul(x, Tensor::zeros(Shape{2})); },
                           "matmul: left is [2, 2], right is [2]; both must have two axes");
  expect_error<TypeError>([&] { matmul(x, x.to(DType::float64)); },
                          "matmul: element types differ: left is float32, right is float64; "
                          "convert one with to()");
  const Tensor labels = Tensor::zeros(Shape{2, 2}, DType::int32);
  expect_error<TypeError>([&] { matmul(labels, labels); },
                          "matmul: takes float32 or float64, not int32");
  expect_error<ArgumentError>(
      [&] { matmul(x, Tensor()); },
      "matmul: the right operand holds nothing; it was default-constructed or moved from");
  EXPECT_EQ(matmul_shape(Tensor::zeros(Shape{4, 3}), Tensor::zeros(Shape{5, 4}), kYes, kYes),
            (Shape{3, 5}));
}

TEST(MatmulInto, RefusesATargetThatDoesNotFit) {
  const Tensor a = Tensor::zeros(Shape{2, 3}), b = Tensor::zeros(Shape{3, 4});
  const auto into = [&](Tensor& target) { matmul_into(target, a, b, kNo, kNo, 1, 1); };
  Tensor wrong = Tensor::zeros(Shape{4, 2});
  expect_error<ShapeError>([&] { into(wrong); }, "matmul: target is [4, 2], the product is [2, 4]");
  Tensor wide = Tensor::zeros(Shape{2, 4}, DType::float64);
  expect_error<TypeError>([&] { into(wide); },
                          "matmul: target is float64, the operands are float32");
  Tensor none;
  expect_error<ArgumentError>(
      [&] { into(none); },
      "matmul: the target holds nothing; it was default-constructed or moved from");
  Tensor shared = Tensor::zeros(Shape{2, 4});
  const Tensor other = shared;
  expect_error<SharedError>([&] { into(shared); },
                            "edit: tensor [2, 4] float32 is shared by 2 handles and so read-only; "
                            "edit a clone()");
  Tensor square = Tensor::zeros(Shape{2, 2});
  const Tensor unit = Tensor::ones(Shape{2, 2});
  expect_error<ArgumentError>([&] { matmul_into(square, square, unit, kNo, kNo, 1, 1); },
                              "matmul: the target is its own operand; give a clone()");
  expect_error<ArgumentError>([&] { matmul_into(square, unit, square, kNo, kNo, 1, 1); },
                              "matmul: the target is its own operand; give a clone()");
  expect_error<ArgumentError>([&] { matmul_then_update(square, square, unit, 1, 1); },
                              "matmul: the target is its own operand; give a clone()");
  expect_error<ArgumentError>([&] { matmul_then_update(unit, square, square, 1, 1); },
                              "matmul: the target is its own operand; give a clone()");
}

// As those who look for NaN with feenableexcept would see it: no element is one.
TEST(Matmul, OfInfinitiesRaisesNoFloatingPointExceptionThatItsElementsDoNot) {
  const double infinity = std::numeric_limits<double>::infinity();
  const testing::ThreadCount alone(1);
  for (const DType dtype : kFloatingTypes)
    for (const std::array<Transpose, 2>& form : kForms)
      for (const std::int64_t rows : {1, 3, 20, 67})
        for (const std::int64_t columns : {1, 3, 17, 33, 67}) {
          const std::int64_t inner = 5;
          const Tensor a = Tensor::full(form[0] == kNo ? Shape{rows, inner} : Shape{inner, rows},
                                        infinity, dtype);
          const Tensor b = Tensor::full(
              form[1] == kNo ? Shape{inner, columns} : Shape{columns, inner}, 2, dtype);
          const Tensor ones = Tensor::ones({rows, columns}, dtype);
          Tensor sum = ones.clone(), updated = Tensor::ones({inner, columns}, dtype);
          std::feclearexcept(FE_ALL_EXCEPT);
          matmul(a, b, form[0], form[1]);
          matmul_into(sum, a, b, form[0], form[1], 1, 1);
          if (form[0] == kNo) matmul_then_update(a, updated, ones, 1, 1);
          EXPECT_EQ(std::fetestexcept(FE_INVALID), 0) << rows << " × " << columns;
        }
}

}  // namespace
}  // namespace gradflow
