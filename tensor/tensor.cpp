#include "tensor/tensor.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

namespace gradflow {

namespace {

bool within_int32(double value) { return value >= -2147483648.0 && value <= 2147483647.0; }

void require_representable(double value, DType dtype, std::string_view operation) {
  require(is_floating(dtype) || (within_int32(value) && value == std::trunc(value)),
          "{}: {} is not an int32", operation, value);
}

}  // namespace

Tensor Tensor::zeros(const Shape& shape, DType dtype) {
  Tensor tensor = uninitialised(shape, dtype);
  std::memset(tensor.storage_->data(), 0, tensor.bytes());
  return tensor;
}

Tensor Tensor::ones(const Shape& shape, DType dtype) { return full(shape, 1.0, dtype); }

Tensor Tensor::full(const Shape& shape, double value, DType dtype) {
  require_representable(value, dtype, "full");
  Tensor tensor = uninitialised(shape, dtype);
  dispatch(dtype, [&]<class T>(T) { std::ranges::fill(tensor.edit<T>(), static_cast<T>(value)); });
  return tensor;
}

Tensor Tensor::scalar(double value, DType dtype) {
  require_representable(value, dtype, "scalar");
  return full(Shape{}, value, dtype);
}

Tensor Tensor::arange(std::int64_t count, DType dtype) {
  require(count >= 0, "arange: count {} is negative", count);
  require_representable(static_cast<double>(count), dtype, "arange");
  Tensor tensor = uninitialised(Shape{count}, dtype);
  dispatch(dtype, [&]<class T>(T) {
    std::int64_t next = 0;
    for (T& value : tensor.edit<T>()) value = static_cast<T>(next++);
  });
  return tensor;
}

Tensor Tensor::from(const Shape& shape, std::span<const double> values, DType dtype) {
  require<ShapeError>(static_cast<std::int64_t>(values.size()) == shape.elements(),
                      "from: {} values given, shape {} has {} elements", values.size(), shape,
                      shape.elements());
  for (const double value : values) require_representable(value, dtype, "from");
  Tensor tensor = uninitialised(shape, dtype);
  dispatch(dtype, [&]<class T>(T) {
    std::ranges::transform(values, tensor.edit<T>().begin(),
                           [](double value) { return static_cast<T>(value); });
  });
  return tensor;
}

double Tensor::at(std::span<const std::int64_t> index) const {
  require_defined(*this, "at", "tensor");
  require<ShapeError>(static_cast<int>(index.size()) == rank(),
                      "at: {} indices given, shape {} takes {}", index.size(), shape(), rank());
  std::int64_t offset = 0;
  for (int i = 0; i < rank(); ++i) {
    const std::int64_t position = index[static_cast<std::size_t>(i)];
    require<ShapeError>(position >= 0 && position < shape()[i],
                        "at: index {} of axis {} is out of range for shape {}", position, i,
                        shape());
    offset = offset * shape()[i] + position;
  }
  return dispatch(dtype(), [&]<class T>(T) {
    return static_cast<double>(values<T>()[static_cast<std::size_t>(offset)]);
  });
}

double Tensor::item() const {
  require_defined(*this, "item", "tensor");
  require<ShapeError>(elements() == 1, "item: {} has {} elements, not one", shape(), elements());
  return dispatch(dtype(), [&]<class T>(T) { return static_cast<double>(values<T>()[0]); });
}

Tensor Tensor::clone() const {
  require_defined(*this, "clone", "tensor");
  Tensor copy = uninitialised(shape(), dtype());
  if (bytes() > 0) std::memcpy(copy.storage_->data(), storage_->data(), bytes());
  return copy;
}

Tensor Tensor::to(DType target) const {
  require_defined(*this, "to", "tensor");
  if (target == dtype()) return *this;
  if (target == DType::int32)
    dispatch_floating(dtype(), "to", [&]<class From>(From) {
      for (const From element : values<From>()) {
        const auto value = static_cast<double>(element);
        require(within_int32(std::trunc(value)), "to: {} lies outside the range of int32", value);
      }
    });
  Tensor converted = uninitialised(shape(), target);
  dispatch(dtype(), [&]<class From>(From) {
    dispatch(target, [&]<class To>(To) {
      std::ranges::transform(values<From>(), converted.edit<To>().begin(),
                             [](From value) { return static_cast<To>(value); });
    });
  });
  return converted;
}

Tensor Tensor::reshape(std::span<const std::int64_t> extents) const {
  require_defined(*this, "reshape", "tensor");
  std::array<std::int64_t, Shape::kMaxRank> filled{};
  require(extents.size() <= filled.size(), "reshape: {} extents given, at most {} are possible",
          extents.size(), Shape::kMaxRank);
  int inferred = -1;
  for (std::size_t i = 0; i < extents.size(); ++i) {
    filled[i] = extents[i];
    if (extents[i] != -1) continue;
    require<ShapeError>(inferred < 0, "reshape: more than one extent is -1");
    inferred = static_cast<int>(i);
    filled[i] = 1;
  }
  Shape wanted(std::span<const std::int64_t>(filled.data(), extents.size()));
  if (inferred >= 0) {
    const std::int64_t known = wanted.elements();
    require<ShapeError>(known > 0 && elements() % known == 0,
                        "reshape: {} has {} elements, which the given extents do not divide",
                        shape(), elements());
    wanted = wanted.with_extent(inferred, elements() / known);
  }
  require<ShapeError>(wanted.elements() == elements(),
                      "reshape: {} has {} elements, {} would have {}", shape(), elements(), wanted,
                      wanted.elements());
  if (wanted == shape()) return *this;
  return Tensor(Storage::view(*storage_.get(), storage_->data(), wanted));
}

Tensor Tensor::rows(std::int64_t begin, std::int64_t end) const {
  require_defined(*this, "rows", "tensor");
  require<ShapeError>(rank() > 0, "rows: {} has no leading axis", shape());
  require<ShapeError>(0 <= begin && begin <= end && end <= shape()[0],
                      "rows: {} to {} is out of range for {}", begin, end, shape());
  const auto row_bytes = static_cast<std::size_t>(shape().inner(0)) * size_in_bytes(dtype());
  return Tensor(Storage::view(*storage_.get(),
                              storage_->data() + static_cast<std::size_t>(begin) * row_bytes,
                              shape().with_extent(0, end - begin)));
}

void Tensor::refuse_access(DType wanted, std::string_view operation) const {
  require_defined(*this, operation, "tensor");
  throw TypeError(fmt::format("{}: tensor {} is {}, not {}", operation, shape(), dtype(), wanted));
}

void Tensor::refuse_edit() const {
  throw SharedError(
      fmt::format("edit: tensor {} {} is shared by {} handles and so read-only; edit a clone()",
                  shape(), dtype(), storage_->owners()));
}

void detail::refuse_undefined(std::string_view operation, std::string_view what) {
  throw ArgumentError(fmt::format(
      "{}: the {} holds nothing; it was default-constructed or moved from", operation, what));
}

bool identical(const Tensor& a, const Tensor& b) {
  if (!a.defined() || !b.defined()) return a.defined() == b.defined();
  return a.shape() == b.shape() && a.dtype() == b.dtype() &&
         (a.bytes() == 0 || std::memcmp(a.storage_->data(), b.storage_->data(), a.bytes()) == 0);
}

}  // namespace gradflow
