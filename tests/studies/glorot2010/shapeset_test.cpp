// Shapeset as a source of mini-batches: what a batch holds, and that it is a function of its
// indices. The rules of the images are in shapeset_rules_test.cpp.

#include "studies/support/shapeset.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include "studies/glorot2010/initial/shapeset_sheet.h"
#include "tensor/error.h"
#include "tensor/parallel.h"
#include "tests/support/expect_error.h"

namespace studies::shapeset {
namespace {

using glorot2010::class_sheet_svg;
using glorot2010::examples_by_class;
using gradflow::identical;
using gradflow::testing::expect_error;

TEST(Shapeset, BatchIsTheExamplesOneByOne) {
  const Shapeset shapeset(3);
  const Batch batch = shapeset.batch(40, 25);
  ASSERT_EQ(batch.images.shape(), gradflow::Shape({25, 1024}));
  ASSERT_EQ(batch.labels.shape(), gradflow::Shape({25}));
  const auto pixels = batch.images.values<float>();
  for (std::int64_t i = 0; i < 25; ++i) {
    const Example example = shapeset.example(40 + i);
    EXPECT_EQ(batch.labels.values<std::int32_t>()[static_cast<std::size_t>(i)], example.label);
    for (std::size_t j = 0; j < 1024; ++j)
      ASSERT_EQ(pixels[static_cast<std::size_t>(i) * 1024 + j],
                2.0f * (static_cast<float>(example.pixels[j]) / 255.0f) - 1.0f);
  }
}

TEST(Shapeset, ZeroToOneLeavesGreysOver255) {
  const Shapeset shapeset(3, PixelScale::zero_to_one);
  const Batch batch = shapeset.batch(0, 20);
  const auto pixels = batch.images.values<float>();
  for (std::int64_t i = 0; i < 20; ++i) {
    const Example example = shapeset.example(i);
    for (std::size_t j = 0; j < 1024; ++j)
      ASSERT_EQ(pixels[static_cast<std::size_t>(i) * 1024 + j],
                static_cast<float>(example.pixels[j]) / 255.0f);
  }
}

TEST(Shapeset, PixelScalesReachTheirEnds) {
  for (const PixelScale scale : {PixelScale::minus_one_to_one, PixelScale::zero_to_one}) {
    const Batch batch = Shapeset(5, scale).batch(0, 2000);
    float least = 9;
    float most = -9;
    for (const float pixel : batch.images.values<float>()) {
      least = std::min(least, pixel);
      most = std::max(most, pixel);
    }
    EXPECT_EQ(least, scale == PixelScale::zero_to_one ? 0.0f : -1.0f);
    EXPECT_EQ(most, 1.0f);
  }
}

TEST(Shapeset, AnyNumberOfThreadsDrawsTheSameBits) {
  const Shapeset shapeset(11);
  gradflow::set_threads(1);
  const Batch alone = shapeset.batch(0, 1000);
  for (const int threads : {2, 3}) {
    gradflow::set_threads(threads);
    const Batch together = shapeset.batch(0, 1000);
    EXPECT_TRUE(identical(together.images, alone.images));
    EXPECT_TRUE(identical(together.labels, alone.labels));
  }
  gradflow::set_threads(0);
}

TEST(Shapeset, ExampleIsAFunctionOfSeedAndIndexAlone) {
  const Shapeset shapeset(11);
  const Batch whole = shapeset.batch(0, 30);
  const Batch late =
      Shapeset(11).batch(20, 10);  // as a resumed run asks, with nothing drawn before
  EXPECT_TRUE(identical(late.images, whole.images.rows(20, 30)));
  EXPECT_TRUE(identical(late.labels, whole.labels.rows(20, 30)));
  EXPECT_FALSE(identical(Shapeset(12).batch(0, 30).images, whole.images));
}

TEST(Shapeset, ExamplesDoNotRepeat) {
  const Shapeset shapeset(1);
  std::set<std::string> seen;
  for (std::int64_t i = 0; i < 5000; ++i) {
    const Example example = shapeset.example(i);
    seen.emplace(example.pixels.begin(), example.pixels.end());
  }
  EXPECT_EQ(seen.size(), 5000u);
}

TEST(Shapeset, ClassSharesAddUpToOne) {
  double sum = 0;
  for (const double share : kClassShares) sum += share;
  EXPECT_NEAR(sum, 1, 1e-12);
}

TEST(Shapeset, ExamplesByClassKeepsTheFirstOfEach) {
  const Shapeset shapeset(2);
  const auto columns = examples_by_class(shapeset, 3);
  std::array<std::size_t, kClasses> found{};
  for (std::int64_t i = 0; i < 400; ++i) {
    const Example example = shapeset.example(i);
    const auto label = static_cast<std::size_t>(example.label);
    if (found[label] == 3) continue;
    EXPECT_EQ(columns[label][found[label]].pixels, example.pixels);
    ++found[label];
  }
  for (std::size_t label = 0; label < kClasses; ++label) EXPECT_EQ(found[label], 3u);
}

TEST(Shapeset, ClassSheetNamesEveryClassAndItsShare) {
  const std::string svg = class_sheet_svg(Shapeset(2), 2);
  for (const std::string_view words : {">triangle<", ">parallelogram +<", ">ellipses<", ">two<",
                                       ">1/6<", ">1/9<", ">1/18<", "data:image/png;base64,"})
    EXPECT_NE(svg.find(words), std::string::npos) << words;
}

TEST(Shapeset, RefusesNegativeIndicesAndEmptyBatches) {
  const Shapeset shapeset(1);
  expect_error<gradflow::ArgumentError>([&] { shapeset.example(-1); },
                                        "Shapeset::example: index -1, expected 0 or more");
  expect_error<gradflow::ArgumentError>(
      [&] { shapeset.batch(-10, 10); },
      "Shapeset::batch: first -10, count 10, expected first ≥ 0 and count ≥ 1");
  expect_error<gradflow::ArgumentError>(
      [&] { shapeset.batch(0, 0); },
      "Shapeset::batch: first 0, count 0, expected first ≥ 0 and count ≥ 1");
  expect_error<gradflow::ArgumentError>([&] { examples_by_class(shapeset, 0); },
                                        "examples_by_class: 0 per class, expected at least 1");
}

}  // namespace
}  // namespace studies::shapeset
