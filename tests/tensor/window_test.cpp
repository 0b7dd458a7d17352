// Where the elements of sliding windows lie, by hand; convolution_test.cpp goes over many windows.

#include "tensor/window.h"

#include <gtest/gtest.h>

#include "tensor/error.h"
#include "tests/support/expect_tensor.h"

namespace gradflow::testing {
namespace {

TEST(Window, CountsItsPositions) {
  const auto positions = [](std::int64_t extent, std::int64_t kernel, std::int64_t stride,
                            std::int64_t padding, std::int64_t dilation) {
    return WindowAxis{extent, kernel, stride, padding, dilation}.positions();
  };
  EXPECT_EQ(positions(28, 5, 1, 0, 1), 24);
  EXPECT_EQ(positions(28, 5, 1, 2, 1), 28);
  EXPECT_EQ(positions(28, 3, 2, 1, 1), 14);
  EXPECT_EQ(positions(7, 3, 1, 0, 3), 1);
  EXPECT_EQ(positions(0, 2, 1, 1, 1), 1);
}

TEST(Window, KnowsWhichPositionsOfATapLieOnElements) {
  for (std::int64_t extent = 0; extent < 6; ++extent)
    for (std::int64_t stride = 1; stride < 4; ++stride)
      for (std::int64_t padding = 0; padding < 4; ++padding) {
        const WindowAxis axis{extent, 3, stride, padding, 2};
        if (axis.reach() > extent + 2 * padding) continue;
        for (std::int64_t tap = 0; tap < axis.kernel; ++tap) {
          const Range inside = axis.inside(tap);
          for (std::int64_t p = 0; p < axis.positions(); ++p) {
            const std::int64_t element = axis.element(p, tap);
            EXPECT_EQ(inside.begin <= p && p < inside.end, element >= 0 && element < extent);
          }
        }
      }
}

TEST(Window, MakesColumnsOfImagesAndAddsThemUpAgain) {
  const Tensor images = Tensor::from({1, 2, 2, 2}, {9, 9, 9, 9, 1, 2, 3, 4});
  const Window window = sliding_window("test", 2, {1, 2}, 1, {0, 1});
  const Tensor columns = im2col(images, window, {0, 1}, {1, 2});  // the second channel
  EXPECT_TRUE(same_bits(columns, Tensor::from({2, 6}, {0, 1, 2, 0, 3, 4, 1, 2, 0, 3, 4, 0})));
  Tensor back = Tensor::ones({1, 2, 2, 2});
  col2im(back, columns, window, {0, 1}, {1, 2});
  EXPECT_TRUE(same_bits(back, Tensor::from({1, 2, 2, 2}, {1, 1, 1, 1, 2, 4, 6, 8})));
}

TEST(Window, MustFitAlongBothAxes) {
  for (const PerAxis& kernel : {PerAxis(4, 1), PerAxis(1, 4)})
    EXPECT_THROW(sliding_window("test", 3, kernel, 1, 0), ShapeError);
}

}  // namespace
}  // namespace gradflow::testing
