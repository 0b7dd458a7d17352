#include "nn/files/elements.h"

#include <fmt/format.h>

namespace gradflow::nn {

Shape checked_shape(const InputFile& file, std::span<const std::int64_t> extents) {
  try {
    return Shape(extents);
  } catch (const Error&) {
    file.fail(fmt::format("no tensor has the extents [{}]", fmt::join(extents, ", ")));
  }
}

void check_size(const InputFile& file, const Shape& shape, std::string_view type,
                std::size_t element_bytes) {
  const std::uint64_t bytes = static_cast<std::uint64_t>(shape.elements()) * element_bytes;
  const std::uint64_t left = file.most_bytes() - std::min(file.most_bytes(), file.position());
  if (file.compressed()) {
    file.expect(bytes <= left,
                "{} {} are more than its {} compressed bytes can hold: it is cut short or damaged",
                shape, type, file.size());
  } else {
    file.expect(bytes == left, "{} {} take {} bytes, but {} follow the header", shape, type, bytes,
                left);
  }
}

}  // namespace gradflow::nn
