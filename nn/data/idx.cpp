#include "nn/data/idx.h"

#include <array>
#include <bit>
#include <concepts>
#include <optional>
#include <vector>

#include "nn/files/elements.h"
#include "nn/files/input_file.h"

namespace gradflow::data {

namespace {

using nn::InputFile;

constexpr std::string_view kReadIdx = "read_idx";

// Calls f(Stored{}) with the C++ type of the elements of the file; false when the format has none
// of that number.
template <class F>
bool with_stored_type(int type, F&& f) {
  switch (type) {
    case 0x08:
      f(std::uint8_t{});
      return true;
    case 0x09:
      f(std::int8_t{});
      return true;
    case 0x0B:
      f(std::int16_t{});
      return true;
    case 0x0C:
      f(std::int32_t{});
      return true;
    case 0x0D:
      f(float{});
      return true;
    case 0x0E:
      f(double{});
      return true;
    default:
      return false;
  }
}

template <class Stored>
constexpr std::string_view stored_name() {
  if constexpr (std::same_as<Stored, std::uint8_t>) return "unsigned bytes";
  if constexpr (std::same_as<Stored, std::int8_t>) return "signed bytes";
  if constexpr (std::same_as<Stored, std::int16_t>) return "16-bit integers";
  if constexpr (std::same_as<Stored, std::int32_t>) return "32-bit integers";
  if constexpr (std::same_as<Stored, float>) return "float32";
  return "float64";
}

template <class Stored, class T>
constexpr bool holds_every() {
  if constexpr (std::floating_point<Stored>)
    return std::floating_point<T> && sizeof(T) >= sizeof(Stored);
  return std::integral<T> || sizeof(Stored) < sizeof(T) || sizeof(Stored) <= 2;
}

struct Header {
  int type = 0;
  std::vector<std::int64_t> extents;
};

Header read_header(InputFile& file) {
  std::array<unsigned char, 4> start{};
  const std::size_t found = file.read(start.data(), start.size());
  file.expect(found == start.size(),
              "it has {} bytes; an IDX file begins with 4 that tell its "
              "element type and number of axes",
              found);
  file.expect(start[0] == 0 && start[1] == 0,
              "it begins with the bytes {:02x} {:02x} {:02x} {:02x}; expected 00 00, an element "
              "type and a number of axes, as an IDX file has them",
              start[0], start[1], start[2], start[3]);
  Header header{start[2], {}};
  file.expect(with_stored_type(header.type, [](auto) {}),
              "the element type is 0x{:02x}; expected 0x08, 0x09, 0x0b, 0x0c, 0x0d or 0x0e",
              header.type);
  const int axes = start[3];
  file.expect(axes >= 1 && axes <= Shape::kMaxRank, "it says {} axes; expected 1 to {}", axes,
              Shape::kMaxRank);
  for (int axis = 0; axis < axes; ++axis) {
    std::array<unsigned char, 4> extent{};
    file.expect(file.read(extent.data(), extent.size()) == extent.size(),
                "it ends within its header, which has {} bytes for {} axes", 4 + 4 * axes, axes);
    header.extents.push_back(nn::from_bytes<std::uint32_t>(extent.data(), std::endian::big));
  }
  return header;
}

template <class Stored>
Tensor read_as(InputFile& file, const Header& header, const std::string& path, DType dtype) {
  constexpr std::string_view type = stored_name<Stored>();
  const Shape shape = nn::checked_shape(file, header.extents);
  nn::check_size(file, shape, type, sizeof(Stored));
  return dispatch(dtype, [&]<class T>(T) {
    Tensor tensor;
    if constexpr (holds_every<Stored, T>()) {
      tensor = Tensor::uninitialised(shape, dtype);
      nn::read_elements<Stored>(file, tensor.edit<T>(), std::endian::big);
    } else {
      require<TypeError>(false,
                         "{}: \"{}\" holds {}, and {} does not hold each of their values; "
                         "read it as {} and convert with to()",
                         kReadIdx, path, type, dtype, dtype_of<nn::Natural<Stored>>());
    }
    return tensor;
  });
}

Tensor read(const std::string& path, std::optional<DType> dtype) {
  InputFile file(path, kReadIdx);
  const Header header = read_header(file);
  Tensor tensor;
  with_stored_type(header.type, [&]<class Stored>(Stored) {
    tensor = read_as<Stored>(file, header, path, dtype.value_or(dtype_of<nn::Natural<Stored>>()));
  });
  return tensor;
}

}  // namespace

Tensor read_idx(const std::string& path) { return read(path, std::nullopt); }

Tensor read_idx(const std::string& path, DType dtype) { return read(path, dtype); }

}  // namespace gradflow::data
