// PNG and JPEG files, in colour, grey and of another size.

#include "nn/data/image.h"

#include <algorithm>

#include "nn/files/pixels.h"
#include "tests/fuzz/target.h"

namespace gradflow::fuzzing {

void fuzz(Bytes input) {
  const FileInMemory file(input);
  const nn::Pixels pixels = nn::read_pixels(file.path(), true);
  promise(pixels.rows * pixels.columns <= std::int64_t{1} << 26, "2^26 pixels are the most");
  if (pixels.rows * pixels.columns > 1 << 20) return;  // a few bytes may stand for many grey pixels
  const Tensor whole = data::read_image(file.path());
  const Tensor small = data::read_image(file.path(), {.rows = 5, .columns = 7, .colour = false});
  promise(small.shape() == Shape{1, 5, 7}, "an image has the size that is asked for");
  for (const Tensor& image : {whole, small})
    promise(std::ranges::all_of(image.values<float>(), [](float x) { return x >= 0 && x <= 255; }),
            "pixels are from 0 to 255");
}

}  // namespace gradflow::fuzzing
