#pragma once
// A dense array of float32, float64 or int32, contiguous and row-major: a handle of one pointer to
// a Storage, which has the shape, the type and the elements. Copying a Tensor shares; reshape and
// row slices share the elements; everything else makes a new one. A Tensor is read-only once it is
// shared: `edit` is the one door to its elements, and it throws when anybody else holds them.

#include <cstdint>
#include <initializer_list>
#include <span>
#include <utility>

#include "tensor/dtype.h"
#include "tensor/error.h"
#include "tensor/shape.h"
#include "tensor/storage.h"

namespace gradflow {

class Tensor {
 public:
  // No tensor at all: `defined()` is false, and every operation refuses it.
  Tensor() = default;

  // Elements with values not yet set: whoever asks for this edits all of them before sharing.
  // MemoryError, with shape and bytes, when the system has none; so does all that takes elements.
  static Tensor uninitialised(const Shape& shape, DType dtype = DType::float32) {
    return Tensor(Storage::allocate(shape, dtype));
  }
  static Tensor zeros(const Shape& shape, DType dtype = DType::float32);
  static Tensor ones(const Shape& shape, DType dtype = DType::float32);
  // Here and in scalar and from: ArgumentError when dtype is int32 and `value` is none.
  static Tensor full(const Shape& shape, double value, DType dtype = DType::float32);
  // Rank 0.
  static Tensor scalar(double value, DType dtype = DType::float32);
  // 0, 1, … count-1, each as the type rounds it. ArgumentError for a negative count.
  static Tensor arange(std::int64_t count, DType dtype = DType::float32);
  // Row-major values; ShapeError unless there are as many as the shape has elements.
  static Tensor from(const Shape& shape, std::span<const double> values,
                     DType dtype = DType::float32);
  static Tensor from(const Shape& shape, std::initializer_list<double> values,
                     DType dtype = DType::float32) {
    return from(shape, std::span<const double>(values.begin(), values.size()), dtype);
  }
  // A tensor filled by `fill(std::span<T>)`, called once with the elements set to zero.
  template <Element T, class Fill>
  static Tensor build(const Shape& shape, Fill&& fill) {
    Tensor tensor = zeros(shape, dtype_of<T>());
    std::forward<Fill>(fill)(tensor.edit<T>());
    return tensor;
  }

  bool defined() const { return storage_.get() != nullptr; }
  const Shape& shape() const { return defined() ? storage_->shape() : kScalar; }
  int rank() const { return shape().rank(); }
  std::int64_t extent(int axis) const { return shape()[shape().axis(axis, "extent")]; }
  std::int64_t elements() const { return shape().elements(); }
  DType dtype() const { return defined() ? storage_->dtype() : DType::float32; }
  std::size_t bytes() const {
    return static_cast<std::size_t>(elements()) * size_in_bytes(dtype());
  }

  // The elements in row-major order. TypeError unless T is the element type.
  template <Element T>
  std::span<const T> values() const {
    check_access(dtype_of<T>(), "values");
    return elements_as<const T>();
  }
  // One element, converted. ShapeError for a wrong number of indices or one out of range.
  double at(std::span<const std::int64_t> index) const;
  double at(std::initializer_list<std::int64_t> index) const {
    return at(std::span<const std::int64_t>(index.begin(), index.size()));
  }
  // The only element of a tensor that has one. ShapeError otherwise.
  double item() const;

  // The elements, to be written. TypeError unless T is the element type; SharedError when another
  // handle holds the storage: clone() makes a copy that nobody holds.
  template <Element T>
  std::span<T> edit() {
    check_access(dtype_of<T>(), "edit");
    check_sole_owner();
    return elements_as<T>();
  }
  // Whether both are defined, with the same type and shape.
  bool fits(const Tensor& other) const {
    return defined() && other.defined() && storage_->dtype() == other.storage_->dtype() &&
           storage_->shape() == other.storage_->shape();
  }
  bool sole_owner() const { return defined() && storage_->owners() == 1; }
  // Whether both show the same elements of one allocation, in one shape.
  bool same_elements(const Tensor& other) const {
    return fits(other) && storage_->data() == other.storage_->data();
  }
  // Whether both show elements of one allocation.
  bool shares_storage_with(const Tensor& other) const {
    return defined() && other.defined() && storage_->whole() == other.storage_->whole();
  }

  Tensor clone() const;
  // Shares when the type is already right. Towards zero for int32; ArgumentError for a value that
  // lies outside its range, or NaN.
  Tensor to(DType target) const;
  // Shares. One extent may be -1 and is inferred. ShapeError unless the elements are as many.
  Tensor reshape(std::span<const std::int64_t> extents) const;
  Tensor reshape(const Shape& shape) const { return reshape(shape.extents()); }
  Tensor reshape(std::initializer_list<std::int64_t> extents) const {
    return reshape(std::span<const std::int64_t>(extents.begin(), extents.size()));
  }
  // Rows begin … end-1 along the leading axis, shared. ShapeError when they are out of range.
  Tensor rows(std::int64_t begin, std::int64_t end) const;

  // Equal shape, type and bits (so NaN equals the same NaN, and 0 differs from -0).
  friend bool identical(const Tensor& a, const Tensor& b);

 private:
  static constexpr Shape kScalar{};

  explicit Tensor(Storage* storage) : storage_(storage) {}

  template <class T>
  std::span<T> elements_as() const {
    return {reinterpret_cast<T*>(storage_->data()),
            static_cast<std::size_t>(storage_->shape().elements())};
  }
  void check_access(DType wanted, std::string_view operation) const {
    if (!defined() || wanted != storage_->dtype()) [[unlikely]]
      refuse_access(wanted, operation);
  }
  void check_sole_owner() const {
    if (!sole_owner()) [[unlikely]]
      refuse_edit();
  }
  [[noreturn]] void refuse_access(DType wanted, std::string_view operation) const;
  [[noreturn]] void refuse_edit() const;

  StorageShare storage_;
};

bool identical(const Tensor& a, const Tensor& b);

namespace detail {
[[noreturn]] void refuse_undefined(std::string_view operation, std::string_view what);
}

// ArgumentError, naming `operation` and `what`, for a Tensor() that holds nothing.
inline void require_defined(const Tensor& tensor, std::string_view operation,
                            std::string_view what) {
  if (!tensor.defined()) [[unlikely]]
    detail::refuse_undefined(operation, what);
}

}  // namespace gradflow
