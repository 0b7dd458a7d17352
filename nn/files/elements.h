#pragma once
// Elements as files store them, of more types and byte orders than tensors have: for the readers of
// formats that are a header and an array (IDX, .npy).

#include <algorithm>
#include <array>
#include <bit>
#include <concepts>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "nn/files/input_file.h"
#include "tensor/tensor.h"

namespace gradflow::nn {

// FileError when no tensor has these extents: too many axes or elements, or a negative one.
Shape checked_shape(const InputFile& file, std::span<const std::int64_t> extents);

// FileError unless what is left of the file is exactly `shape` elements of `element_bytes` each,
// or, of a compressed file, may be; `type` is their name in the text. To be called before memory is
// taken for them.
void check_size(const InputFile& file, const Shape& shape, std::string_view type,
                std::size_t element_bytes);

// The element of a tensor that a stored one becomes: itself, or int32 for every integer.
template <class Stored>
using Natural = std::conditional_t<std::floating_point<Stored>, Stored, std::int32_t>;

template <class Stored>
Stored from_bytes(const unsigned char* bytes, std::endian order) {
  std::array<unsigned char, sizeof(Stored)> own;
  std::copy_n(bytes, sizeof(Stored), own.begin());
  if (order != std::endian::native) std::ranges::reverse(own);
  return std::bit_cast<Stored>(own);
}

// Reads the rest of the file into `elements`. FileError when it ends before them or goes on after
// them, and for an integer that T, an integer as well, does not hold.
template <class Stored, class T>
void read_elements(InputFile& file, std::span<T> elements, std::endian order) {
  constexpr std::size_t kPiece = 64 * 1024 / sizeof(Stored);
  std::vector<unsigned char> bytes(std::min(kPiece, elements.size()) * sizeof(Stored));
  for (std::size_t begin = 0; begin < elements.size(); begin += kPiece) {
    const std::size_t count = std::min(kPiece, elements.size() - begin);
    const std::size_t found = file.read(bytes.data(), count * sizeof(Stored));
    file.expect(found == count * sizeof(Stored), "it ends after {} of {} bytes of elements",
                begin * sizeof(Stored) + found, elements.size() * sizeof(Stored));
    for (std::size_t i = 0; i < count; ++i) {
      const auto value = from_bytes<Stored>(bytes.data() + i * sizeof(Stored), order);
      if constexpr (std::integral<Stored> && std::integral<T>)
        file.expect(std::in_range<T>(value), "element {} is {}, which {} does not hold", begin + i,
                    value, dtype_of<T>());
      elements[begin + i] = static_cast<T>(value);  // NOLINT: a signed char is a number here
    }
  }
  file.expect(file.at_end(), "more bytes follow the {} of its elements",
              elements.size() * sizeof(Stored));
}

}  // namespace gradflow::nn
