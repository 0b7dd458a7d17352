#pragma once
// An image file as a tensor of the size that a model wants.

#include <cstdint>
#include <string>

#include "tensor/tensor.h"

namespace gradflow::data {

// What happens to an image whose sides have another ratio than was asked for.
enum class Fit : std::uint8_t {
  crop,    // the largest part in its middle that has the ratio is taken
  stretch  // all of it is, its sides scaled differently
};

struct ImageOptions {
  std::int64_t rows = 0, columns = 0;  // both 0: as the file has them
  bool colour = true;                  // three channels (red, green, blue), else one, grey
  Fit fit = Fit::crop;
};

// A PNG or JPEG file as (channels, rows, columns), float32 from 0 to 255. Enlarging interpolates
// linearly; shrinking takes means with the same triangular weights, stretched to the ratio of the
// sizes, so every pixel of the file counts. FileError, naming the file, for one that is damaged,
// cut short, in CMYK or no image; ArgumentError for extents that are negative, or if only one is 0.
// Before memory is taken for them, more than 2^30 bytes of a file are a FileError, and more pixels
// than 2^26, or than the bytes of the file can hold. Arithmetic-coded JPEG, which can hold any
// number, may have 2^14 blocks of 8 × 8 values, and 8 more for each byte of the file.
Tensor read_image(const std::string& path, const ImageOptions& options = {});

}  // namespace gradflow::data
