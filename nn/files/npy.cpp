#include "nn/files/npy.h"

#include <algorithm>
#include <array>
#include <bit>
#include <optional>

#include "nn/files/atomic_file.h"
#include "nn/files/elements.h"
#include "nn/files/input_file.h"
#include "nn/files/npy_header.h"

namespace gradflow::nn {

namespace {

constexpr std::string_view kMagic = "\x93NUMPY";
constexpr std::size_t kAlignment = 64;  // of the elements in a file
constexpr std::uint32_t kLongestNpyHeader = 64 * 1024;

std::string_view descr_of(DType dtype) {
  switch (dtype) {
    case DType::float32:
      return "<f4";
    case DType::float64:
      return "<f8";
    case DType::int32:
      break;
  }
  return "<i4";
}

// Calls f(Stored{}) with the C++ type of elements whose kind and size are `type`; false for others.
template <class F>
bool with_stored_type(std::string_view type, F&& f) {
  if (type == "f4") return f(float{}), true;
  if (type == "f8") return f(double{}), true;
  if (type == "b1" || type == "u1") return f(std::uint8_t{}), true;
  if (type == "i1") return f(std::int8_t{}), true;
  if (type == "i2") return f(std::int16_t{}), true;
  if (type == "u2") return f(std::uint16_t{}), true;
  if (type == "i4") return f(std::int32_t{}), true;
  if (type == "u4") return f(std::uint32_t{}), true;
  if (type == "i8") return f(std::int64_t{}), true;
  if (type == "u8") return f(std::uint64_t{}), true;
  return false;
}

std::string header_text(InputFile& file) {
  std::array<unsigned char, 8> start{};
  const std::size_t found = file.read(start.data(), start.size());
  file.expect(found == start.size() && std::equal(kMagic.begin(), kMagic.end(), start.begin(),
                                                  [](char a, unsigned char b) {
                                                    return static_cast<unsigned char>(a) == b;
                                                  }),
              "it does not begin with \"\\x93NUMPY\" and a version, as a .npy file does");
  const int major = start[6];
  file.expect(major >= 1 && major <= 3, "its format has version {}.{}; expected 1, 2 or 3", major,
              start[7]);
  std::array<unsigned char, 4> length_bytes{};
  const std::size_t width = major == 1 ? 2 : 4;
  file.expect(file.read(length_bytes.data(), width) == width, "it ends within its header");
  const auto length = from_bytes<std::uint32_t>(length_bytes.data(), std::endian::little);
  file.expect(length <= kLongestNpyHeader, "its header has {} bytes; at most {} are expected",
              length, kLongestNpyHeader);
  std::string text(length, '\0');
  file.expect(file.read(text.data(), length) == length, "it ends within its header");
  return text;
}

// Elements in which the first axis runs fastest, put into an order in which the last one does.
Tensor from_fortran_order(const Tensor& stored, const Shape& shape) {
  return dispatch(stored.dtype(), [&]<class T>(T) {
    return Tensor::build<T>(shape, [&](std::span<T> ordered) {
      std::array<std::int64_t, Shape::kMaxRank> index{};
      for (const T& value : stored.values<T>()) {
        std::int64_t at = 0;
        for (int axis = 0; axis < shape.rank(); ++axis)
          at = at * shape[axis] + index[static_cast<std::size_t>(axis)];
        ordered[static_cast<std::size_t>(at)] = value;
        for (int axis = 0; axis < shape.rank(); ++axis) {
          if (++index[static_cast<std::size_t>(axis)] < shape[axis]) break;
          index[static_cast<std::size_t>(axis)] = 0;
        }
      }
    });
  });
}

}  // namespace

void write_npy(const std::string& path, const Tensor& tensor) {
  require_defined(tensor, "write_npy", "tensor");
  const std::span<const std::int64_t> extents = tensor.shape().extents();
  std::string header = to_string(
      NpyHeader{std::string(descr_of(tensor.dtype())), false, {extents.begin(), extents.end()}});
  const std::size_t before = kMagic.size() + 4;
  const std::size_t whole = (before + header.size() + 1 + kAlignment - 1) / kAlignment * kAlignment;
  header.resize(whole - before - 1, ' ');
  header += '\n';
  AtomicFile file(path, "write_npy");
  file.write(kMagic.data(), kMagic.size());
  const std::array<unsigned char, 4> version_and_length = {
      1, 0, static_cast<unsigned char>(header.size() & 0xFF),
      static_cast<unsigned char>(header.size() >> 8)};
  file.write(version_and_length.data(), version_and_length.size());
  file.write(header.data(), header.size());
  dispatch(tensor.dtype(),
           [&]<class T>(T) { file.write(tensor.values<T>().data(), tensor.bytes()); });
  file.commit();
}

Tensor read_npy(const std::string& path) {
  InputFile file(path, "read_npy");
  const std::string text = header_text(file);
  const std::optional<NpyHeader> header = parse_npy_header(text);
  file.expect(header.has_value(),
              "its header is \"{}\"; expected a dictionary such as \"{}\" (arrays of records are "
              "not read)",
              std::string_view(text).substr(0, 200), to_string(NpyHeader{"<f4", false, {2, 3}}));
  const std::string_view descr = header->descr;
  Tensor tensor;
  const auto read_as = [&]<class Stored>(Stored) {
    using T = Natural<Stored>;
    const Shape shape = checked_shape(file, header->shape);
    check_size(file, shape, fmt::format("elements \"{}\"", descr), sizeof(Stored));
    tensor = Tensor::uninitialised(shape, dtype_of<T>());
    const std::endian order = descr[0] == '>' ? std::endian::big : std::endian::little;
    read_elements<Stored>(file, tensor.edit<T>(), order);
    if (header->fortran_order) tensor = from_fortran_order(tensor, shape);
  };
  const bool known = !descr.empty() && std::string_view("<>|").find(descr[0]) != descr.npos &&
                     with_stored_type(descr.substr(1), read_as);
  file.expect(known,
              "its elements are \"{}\"; expected bool, integers, float32 or float64, of either "
              "byte order",
              descr);
  return tensor;
}

}  // namespace gradflow::nn
