// Which numbers a generator gives; random_distribution_test.cpp has how they are spread.
#include "tensor/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

#include "tests/support/expect_error.h"
#include "tests/support/expect_tensor.h"

namespace gradflow {
namespace {

using testing::doubles;
using testing::expect_error;
using testing::same_bits;

// The known-answer vectors that Random123 publishes for philox4x32-10.
TEST(Philox, GivesThePublishedAnswers) {
  using Words = std::array<std::uint32_t, 4>;
  EXPECT_EQ(philox4x32_10({0, 0, 0, 0}, {0, 0}),
            (Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  EXPECT_EQ(
      philox4x32_10({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff}),
      (Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(
      philox4x32_10({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
      (Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(Rng, DrawsTheBlockAtItsPosition) {
  Rng rng(0x299f31d0a4093822, 5);
  EXPECT_EQ(rng.bits(), philox4x32_10({5, 0, 0, 0}, {0xa4093822, 0x299f31d0})[0]);
  EXPECT_EQ(rng.position(), 6U);
}

TEST(Rng, IsTwoIntegersThatCarryOnWhereTheyWereTaken) {
  Rng rng(42);
  (void)rng.normal();
  (void)rng.uniform(Shape{7}, 0, 1);
  (void)rng.split();
  Rng resumed(rng.key(), rng.position());
  EXPECT_EQ(resumed, rng);
  EXPECT_EQ(resumed.bits(), rng.bits());
  EXPECT_EQ(resumed.normal(), rng.normal());
  EXPECT_EQ(resumed.split(), rng.split());
  EXPECT_TRUE(same_bits(resumed.normal(Shape{9}, 0, 1), rng.normal(Shape{9}, 0, 1)));
  EXPECT_EQ(resumed, rng);
}

TEST(Rng, GivesTheSameNumbersForTheSameSeedOnly) {
  EXPECT_TRUE(same_bits(Rng(7).normal(Shape{50}, 0, 1), Rng(7).normal(Shape{50}, 0, 1)));
  EXPECT_NE(doubles(Rng(7).normal(Shape{50}, 0, 1)), doubles(Rng(8).normal(Shape{50}, 0, 1)));
}

TEST(Rng, FillsAnElementByItsIndexWhateverTheShape) {
  for (const std::int64_t count : {0, 1, 2, 3, 4, 5, 17, 9001}) {
    for (const DType dtype : {DType::float32, DType::float64}) {
      const Tensor uniform = Rng(3).uniform(Shape{10000}, -1, 1, dtype);
      EXPECT_TRUE(same_bits(Rng(3).uniform(Shape{count}, -1, 1, dtype), uniform.rows(0, count)));
      const Tensor normal = Rng(3).normal(Shape{10000}, 0, 1, dtype);
      EXPECT_TRUE(same_bits(Rng(3).normal(Shape{count}, 0, 1, dtype), normal.rows(0, count)));
    }
    const Tensor integers = Rng(3).integers(Shape{10000}, 0, 99);
    EXPECT_TRUE(same_bits(Rng(3).integers(Shape{count}, 0, 99), integers.rows(0, count)));
  }
  EXPECT_TRUE(
      same_bits(Rng(3).uniform(Shape{5, 6}, 0, 1).reshape({30}), Rng(3).uniform(Shape{30}, 0, 1)));
}

TEST(Rng, MovesOnByTheBlocksOfAFill) {
  Rng rng(1);
  (void)rng.uniform(Shape{9}, 0, 1);
  EXPECT_EQ(rng.position(), 3U);
  (void)rng.uniform(Shape{9}, 0, 1, DType::float64);
  EXPECT_EQ(rng.position(), 8U);
  (void)rng.normal(Shape{0}, 0, 1);
  EXPECT_EQ(rng.position(), 8U);
}

// 53-bit draws of the stream, and of those derived from it: a number that comes twice would mean
// that two streams overlap (by chance: once in thirty thousand seeds).
TEST(Rng, NeverMeetsItsSplitsNorItsIndexedStreams) {
  Rng rng(11);
  std::vector<Rng> streams = {Rng(11), Rng(12), rng.at(0), rng.at(1), rng.at(11)};
  streams.push_back(rng.split());
  streams.push_back(rng.split());
  streams.push_back(streams.back().split());
  std::vector<double> all;
  for (Rng& stream : streams) {
    const std::vector<double> draws = doubles(stream.uniform(Shape{100000}, 0, 1, DType::float64));
    all.insert(all.end(), draws.begin(), draws.end());
  }
  std::ranges::sort(all);
  EXPECT_EQ(std::ranges::adjacent_find(all), all.end());
}

TEST(Rng, HasIndexedStreamsThatDoNotDependOnWhatWasDrawn) {
  Rng rng(5);
  const Rng before = rng.at(3);
  (void)rng.normal(Shape{1000}, 0, 1);
  (void)rng.split();
  EXPECT_EQ(rng.at(3), before);
  EXPECT_NE(rng.at(3), rng.at(4));
  EXPECT_NE(rng.at(0), Rng(5));
  Rng later(5);
  later.bits();
  EXPECT_NE(later, Rng(5));
}

TEST(Rng, NeverReachesTheOpenEndOfARange) {
  constexpr double kWide = 3e38;
  for (const auto& [low, high] :
       {std::array{0.0, 1.0}, std::array{-0.3, 0.3}, std::array{1.0, 1.0000002384185791},
        std::array{16777216.0, 16777218.0}, std::array{-kWide, kWide}, std::array{0.0, 1e-44}}) {
    const std::vector<double> draws = doubles(Rng(2).uniform(Shape{100000}, low, high));
    for (const double draw : draws) {
      ASSERT_GE(draw, static_cast<double>(static_cast<float>(low)));
      ASSERT_LT(draw, static_cast<double>(static_cast<float>(high)));
    }
  }
  Rng rng(3);
  const double above_one = std::nextafter(1.0, 2.0);
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(rng.uniform(1, above_one), 1.0);
}

TEST(Rng, TakesARangeOfOneValue) {
  Rng rng(1);
  EXPECT_EQ(rng.uniform(2, 2), 2);
  EXPECT_EQ(doubles(rng.uniform(Shape{2}, 0.5, 0.5)), (std::vector<double>{0.5, 0.5}));
  EXPECT_EQ(rng.integer(-4, -4), -4);
  EXPECT_EQ(doubles(rng.normal(Shape{2}, 3, 0)), (std::vector<double>{3, 3}));
}

TEST(Rng, RefusesNormalNumbersThatTheTypeDoesNotHold) {
  Rng rng(1);
  expect_error<ArgumentError>(
      [&] { rng.normal(Shape{2}, 0, 1e39); },
      "normal: with mean 0 and standard deviation 1e+39 numbers are not finite in float32");
  EXPECT_THROW(rng.normal(Shape{2}, 1e39, 1), ArgumentError);
  EXPECT_THROW(rng.normal(Shape{2}, 0, std::nan("")), ArgumentError);
  EXPECT_THROW(rng.normal(Shape{2}, std::nan(""), 1, DType::float64), ArgumentError);
  EXPECT_EQ(rng.normal(Shape{2}, 0, 1e39, DType::float64).elements(), 2);
}

TEST(Rng, DrawsIntegersOverTheirWholeRange) {
  constexpr std::int64_t kFirst = std::numeric_limits<std::int64_t>::min();
  constexpr std::int64_t kLast = std::numeric_limits<std::int64_t>::max();
  Rng rng(4);
  int negative = 0;
  for (int i = 0; i < 1000; ++i) negative += rng.integer(kFirst, kLast) < 0 ? 1 : 0;
  EXPECT_NEAR(negative, 500, 80);
  for (int i = 0; i < 1000; ++i) EXPECT_GE(rng.integer(kLast - 1, kLast), kLast - 1);
  const std::vector<double> wide = doubles(rng.integers(Shape{1000}, -2147483647 - 1, 2147483647));
  EXPECT_LT(*std::ranges::min_element(wide), -2e9);
  EXPECT_GT(*std::ranges::max_element(wide), 2e9);
}

TEST(Rng, PermutesEveryIndexOnce) {
  for (const std::int32_t count : {0, 1, 100, 5000}) {
    std::vector<double> order = doubles(Rng(9).permutation(count));
    std::vector<double> expected(static_cast<std::size_t>(count));
    std::iota(expected.begin(), expected.end(), 0.0);
    EXPECT_EQ(order == expected, count < 2) << count;
    std::ranges::sort(order);
    EXPECT_EQ(order, expected);
  }
}

TEST(Rng, SaysWhichRangeIsNone) {
  Rng rng(1);
  expect_error<ArgumentError>([&] { rng.uniform(1, 0); }, "uniform: the range 1 to 0 is empty");
  expect_error<ArgumentError>([&] { rng.uniform(Shape{2}, 1, 0.5); },
                              "uniform: the range 1 to 0.5 is empty");
  const double infinity = std::numeric_limits<double>::infinity();
  expect_error<ArgumentError>([&] { rng.uniform(0, infinity); },
                              "uniform: the range 0 to inf is not finite");
  expect_error<ArgumentError>([&] { rng.uniform(Shape{2}, -1e39, 1e39); },
                              "uniform: the range -1e+39 to 1e+39 is not finite in float32");
  EXPECT_THROW(rng.uniform(Shape{2}, 0, 1e39), ArgumentError);
  EXPECT_NO_THROW(Rng(1).uniform(Shape{2}, -1e39, 1e39, DType::float64));
  expect_error<ArgumentError>([&] { rng.uniform(std::nan(""), 1); },
                              "uniform: the range nan to 1 is empty");
  expect_error<ArgumentError>([&] { rng.integer(3, 2); }, "integer: the range 3 to 2 is empty");
  expect_error<ArgumentError>([&] { rng.integers(Shape{2}, 3, 2); },
                              "integers: the range 3 to 2 is empty");
  expect_error<ArgumentError>([&] { rng.normal(Shape{2}, 0, -1); },
                              "normal: the standard deviation -1 is negative");
  expect_error<TypeError>([&] { rng.normal(Shape{2}, 0, 1, DType::int32); },
                          "normal: fills float32 or float64, not int32");
  expect_error<TypeError>([&] { rng.uniform(Shape{2}, 0, 1, DType::int32); },
                          "uniform: fills float32 or float64, not int32");
  expect_error<ArgumentError>([&] { rng.permutation(-1); }, "permutation: count -1 is negative");
  EXPECT_EQ(rng, Rng(1));  // and nothing was drawn
}

}  // namespace
}  // namespace gradflow
