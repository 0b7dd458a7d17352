// Shapeset-3×2 against the rules it is drawn from: what an image holds. Each test is one rule;
// those on the form and the place of an object are in shape_object_test.cpp.

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "studies/support/shapeset.h"
#include "tests/studies/support/shapeset_sample.h"

namespace studies::shapeset {
namespace {

TEST(ShapesetRules, ClassSharesAreSixthsNinthsAndEighteenths) {
  for (std::size_t label = 0; label < kClasses; ++label)
    expect_share(count([&](const Example& e) { return e.label == static_cast<int>(label); }),
                 kSample, kClassShares[label]);
}

TEST(ShapesetRules, HalfTheImagesHaveTwoObjects) {
  expect_share(count([](const Example& e) { return e.object_count == 2; }), kSample, 0.5);
  EXPECT_EQ(count([](const Example& e) { return e.object_count != 1 && e.object_count != 2; }), 0);
}

TEST(ShapesetRules, SecondObjectIsGivenUpOnlyAtTheRejectionLimit) {
  EXPECT_GT(count([](const Example& e) { return e.rejections > 0; }), kSample / 20);
  for (const Example& example : sample()) {
    EXPECT_LE(example.rejections, kMaxRejections);
    if (example.rejections > 0) {
      EXPECT_EQ(example.object_count == 1, example.rejections == kMaxRejections);
    }
  }
}

TEST(ShapesetRules, CategoriesAreEquallyLikely) {
  std::array<std::int64_t, 3> found{};
  std::int64_t objects = 0;
  for_each_object([&](const Example&, const ShapeObject& object) {
    ++found[static_cast<std::size_t>(object.category)];
    ++objects;
  });
  for (const std::int64_t each : found) expect_share(each, objects, 1.0 / 3);
}

TEST(ShapesetRules, LabelIsTheSetOfCategoriesWithoutOrder) {
  using enum Category;
  const struct {
    Category first, second;
    int label;
  } kPairs[] = {
      {triangle, parallelogram, 3}, {parallelogram, ellipse, 4},       {triangle, ellipse, 5},
      {triangle, triangle, 6},      {parallelogram, parallelogram, 7}, {ellipse, ellipse, 8}};
  for (const auto& pair : kPairs) {
    EXPECT_EQ(class_of(pair.first, pair.second), pair.label);
    EXPECT_EQ(class_of(pair.second, pair.first), pair.label);
  }
  EXPECT_EQ(class_of(triangle, {}), 0);
  EXPECT_EQ(class_of(parallelogram, {}), 1);
  EXPECT_EQ(class_of(ellipse, {}), 2);
  for (const Example& example : sample()) {
    const auto objects = example.objects();
    std::optional<Category> second;
    if (objects.size() == 2) second = objects[1].category;
    EXPECT_EQ(example.label, class_of(objects[0].category, second));
  }
}

TEST(ShapesetRules, HalfTheImagesHaveBrightObjectsOnADarkBackground) {
  expect_share(count([](const Example& e) { return e.bright_objects; }), kSample, 0.5);
}

TEST(ShapesetRules, GreysAreUniformOnTheRangeOfTheirSide) {
  std::vector<double> dark;
  std::vector<double> bright;
  for (const Example& example : sample())
    (example.bright_objects ? dark : bright).push_back(example.background);
  for_each_object([&](const Example& example, const ShapeObject& object) {
    (example.bright_objects ? bright : dark).push_back(object.grey);
  });
  expect_uniform_integers(dark, 0, 114);
  expect_uniform_integers(bright, 140, 255);
}

TEST(ShapesetRules, ObjectsOfAnImageHaveGreysOfTheirOwn) {
  std::int64_t equal = 0;
  std::int64_t pairs = 0;
  for (const Example& example : sample()) {
    if (example.object_count < 2) continue;
    ++pairs;
    equal += example.objects()[0].grey == example.objects()[1].grey ? 1 : 0;
  }
  expect_share(equal, pairs, 0.5 / 115 + 0.5 / 116);
}

TEST(ShapesetRules, ScalesAreTwoUniformDrawsSorted) {
  std::vector<double> scales;  // of first objects: those of second ones are drawn again on overlap
  for (const Example& example : sample()) {
    const ShapeObject& object = example.objects()[0];
    scales.push_back(object.s0);
    scales.push_back(object.s1);
  }
  expect_uniform(scales, 6.4, 25.6);
  for_each_object([](const Example&, const ShapeObject& object) {
    EXPECT_LE(object.s1, object.s0);
    EXPECT_GE(object.s1, 6.4);
    EXPECT_LE(object.s0, 25.6);
  });
}

}  // namespace
}  // namespace studies::shapeset
