// PNG and JPEG files, in colour, grey and of another size.

#include "nn/data/image.h"

#include <algorithm>

#include "tests/fuzz/target.h"

namespace gradflow::fuzzing {

void fuzz(Bytes input) {
  const FileInMemory file(input);
  const Tensor whole = data::read_image(file.path());
  const Tensor small = data::read_image(file.path(), {.rows = 5, .columns = 7, .colour = false});
  promise(small.shape() == Shape{1, 5, 7}, "an image has the size that is asked for");
  for (const Tensor& image : {whole, small})
    promise(std::ranges::all_of(image.values<float>(), [](float x) { return x >= 0 && x <= 255; }),
            "pixels are from 0 to 255");
}

}  // namespace gradflow::fuzzing
