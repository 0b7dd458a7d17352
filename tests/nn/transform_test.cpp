// Each transform beside values worked out by hand, and the numbers that it refuses.

#include "nn/data/transform.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "nn/data/tensor_dataset.h"
#include "tests/support/expect_error.h"
#include "tests/support/expect_tensor.h"

namespace gradflow::data {
namespace {

using gradflow::testing::close;
using gradflow::testing::expect_error;
using gradflow::testing::same_bits;

struct Transforms : ::testing::Test {
  Rng rng{7};
};

TEST_F(Transforms, ScaleMakesIntegersFloating) {
  const Tensor bytes = Tensor::from({1, 3}, {0, 51, 255}, DType::int32);
  EXPECT_TRUE(close(scale(1 / 255.0)(bytes, rng), Tensor::from({1, 3}, {0, 0.2, 1}), 1e-7));
  EXPECT_TRUE(same_bits(scale(2, -1)(Tensor::from({2}, {0.5, 1}, DType::float64), rng),
                        Tensor::from({2}, {0, 1}, DType::float64)));
  expect_error<ArgumentError>([] { scale(std::numeric_limits<double>::infinity()); },
                              "scale: factor inf and offset 0; expected finite numbers");
}

TEST_F(Transforms, NormaliseTakesOnePairOrOneForEachChannel) {
  const Tensor image = Tensor::from({2, 1, 2}, {1, 3, 10, 20});
  EXPECT_TRUE(
      same_bits(normalise({1, 10}, {2, 5})(image, rng), Tensor::from({2, 1, 2}, {0, 1, 0, 2})));
  EXPECT_TRUE(
      same_bits(normalise({1}, {2})(image, rng), Tensor::from({2, 1, 2}, {0, 1, 4.5, 9.5})));
  expect_error<ShapeError>(
      [&] {
        normalise({0, 0, 0}, {1, 1, 1})(image, rng);
      },
      "normalise: an example of shape [2, 1, 2]; expected 3 channels");
  expect_error<ArgumentError>(
      [] {
        normalise({0, 0}, {1});
      },
      "normalise: 2 means and 1 deviations; expected one of each, or one "
      "for each channel");
  expect_error<ArgumentError>([] { normalise({0}, {0}); },
                              "normalise: channel 0 has mean 0 and deviation 0; expected finite "
                              "numbers and a deviation above 0");
}

TEST_F(Transforms, RefuseNumbersBeyondTheTypeOfTheElements) {
  const Tensor x = Tensor::ones({2}), wide = Tensor::ones({2}, DType::float64);
  expect_error<ArgumentError>(
      [&] { normalise({1}, {1e-60})(x, rng); },
      "normalise: x is multiplied by 1e+60, and -1e+60 is added; that is beyond float32");
  EXPECT_TRUE(same_bits(normalise({1}, {0x1p-200})(wide, rng), Tensor::zeros({2}, DType::float64)));
  expect_error<ArgumentError>([&] { normalise({1}, {1e-310})(wide, rng); },
                              "normalise: x is multiplied by inf, and -inf is added; that is "
                              "beyond float64");
  expect_error<ArgumentError>(
      [&] { scale(1, 1e39)(x, rng); },
      "scale: x is multiplied by 1, and 1e+39 is added; that is beyond float32");
}

TEST_F(Transforms, RandomFlipTurnsLinesRoundAtItsProbability) {
  const Tensor image = Tensor::from({2, 3}, {1, 2, 3, 4, 5, 6}, DType::int32);
  const Tensor turned = Tensor::from({2, 3}, {3, 2, 1, 6, 5, 4}, DType::int32);
  EXPECT_TRUE(same_bits(random_flip(1)(image, rng), turned));
  EXPECT_TRUE(same_bits(random_flip(0)(image, rng), image));
  int flips = 0;
  const Transform flip = random_flip(0.25);
  for (int i = 0; i < 10'000; ++i) flips += identical(flip(image, rng), turned) ? 1 : 0;
  EXPECT_NEAR(flips, 2500, 5 * std::sqrt(10'000 * 0.25 * 0.75));
  expect_error<ArgumentError>([] { random_flip(1.5); },
                              "random_flip: the probability is 1.5; it must be from 0 to 1");
}

TEST_F(Transforms, RandomCropTakesEveryPlaceOfThePaddedImage) {
  const Tensor image = Tensor::from({1, 2, 2}, {1, 2, 3, 4});
  const Transform crop = random_crop(2, 2, 1);
  // The nine places, row by row.
  const std::vector<std::vector<double>> places = {{0, 0, 0, 1}, {0, 0, 1, 2}, {0, 0, 2, 0},
                                                   {0, 1, 0, 3}, {1, 2, 3, 4}, {2, 0, 4, 0},
                                                   {0, 3, 0, 0}, {3, 4, 0, 0}, {4, 0, 0, 0}};
  std::vector<int> seen(places.size());
  for (int i = 0; i < 900; ++i) {
    const Tensor window = crop(image, rng);
    ASSERT_EQ(window.shape(), Shape({1, 2, 2}));
    const auto found = std::ranges::find(places, gradflow::testing::doubles(window));
    ASSERT_NE(found, places.end());
    ++seen[static_cast<std::size_t>(found - places.begin())];
  }
  for (const int count : seen) EXPECT_NEAR(count, 100, 50);
}

TEST_F(Transforms, RandomCropCutsEachPlaneAtOnePlace) {
  const Tensor image = Tensor::from({2, 2, 2}, {1, 2, 3, 4, 11, 12, 13, 14}, DType::int32);
  for (int i = 0; i < 20; ++i) {
    const Tensor window = random_crop(1, 1)(image, rng);
    EXPECT_EQ(window.at({1, 0, 0}), window.at({0, 0, 0}) + 10);
  }
  // Padding wider than the image: windows may lie outside it altogether.
  for (int i = 0; i < 200; ++i) random_crop(1, 1, 5)(image, rng);
}

TEST_F(Transforms, RandomCropNamesAWindowThatDoesNotFit) {
  expect_error<ShapeError>(
      [&] {
        random_crop(5, 2, 1)(Tensor::zeros({2, 2}), rng);
      },
      "random_crop: a window of 5 × 2 is larger than an example of shape "
      "[2, 2] with padding 1");
  expect_error<ShapeError>([&] { random_crop(1, 1)(Tensor::zeros({2}), rng); },
                           "random_crop: an example of shape [2]; expected an image");
  expect_error<ArgumentError>([] { random_crop(0, 1); },
                              "random_crop: a window of 0 × 1 with padding 0; expected extents "
                              "above 0 and a padding from 0 to 2^31 - 1");
  EXPECT_THROW(random_crop(4, 4, std::numeric_limits<std::int64_t>::max()), ArgumentError);
}

TEST_F(Transforms, OneHotMarksTheLabel) {
  const auto label = [](double number) { return Tensor::scalar(number, DType::int32); };
  EXPECT_TRUE(same_bits(one_hot(3)(label(2), rng), Tensor::from({3}, {0, 0, 1})));
  EXPECT_TRUE(
      same_bits(one_hot(1, DType::float64)(label(0), rng), Tensor::from({1}, {1}, DType::float64)));
  expect_error<ArgumentError>([&] { one_hot(3)(label(-1), rng); },
                              "one_hot: label -1 of 3 classes; expected 0 to 2");
  expect_error<TypeError>([&] { one_hot(3)(Tensor::scalar(1), rng); },
                          "one_hot: a label is float32; expected int32");
  expect_error<ShapeError>([&] { one_hot(3)(Tensor::zeros({2}, DType::int32), rng); },
                           "one_hot: a label has the shape [2]; expected a scalar");
  expect_error<ArgumentError>([] { one_hot(0); }, "one_hot: 0 classes; expected at least one");
}

TEST_F(Transforms, FollowEachOtherOnTheFieldTheyWereAddedTo) {
  const TensorDataset dataset({Tensor::from({1, 2}, {1, 2}), Tensor::from({1}, {1}, DType::int32)});
  Transformed transformed(dataset);
  transformed.add(0, scale(2));
  transformed.add(0, scale(1, 1));
  transformed.add(1, one_hot(2));
  const std::vector<Tensor> example = transformed.example(0, rng);
  EXPECT_TRUE(same_bits(example[0], Tensor::from({2}, {3, 5})));
  EXPECT_TRUE(same_bits(example[1], Tensor::from({2}, {0, 1})));
  EXPECT_EQ(transformed.size(), 1);
  transformed.add(2, scale(1));
  expect_error<ArgumentError>([&] { transformed.example(0, rng); },
                              "Transformed: there is no field 2; an example has 2");
  expect_error<ArgumentError>([&] { transformed.add(-1, scale(1)); },
                              "Transformed: there is no field -1; fields count from 0");
  expect_error<ArgumentError>([&] { transformed.add(0, Transform()); },
                              "Transformed: the transform of field 0 is empty");
  Tensor (*nothing)(const Tensor&, Rng&) = nullptr;
  expect_error<ArgumentError>([&] { transformed.add(0, nothing); },
                              "Transformed: the transform of field 0 is empty");
}

}  // namespace
}  // namespace gradflow::data
