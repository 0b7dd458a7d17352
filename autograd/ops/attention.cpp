#include "autograd/ops/attention.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "tensor/elementwise.h"
#include "tensor/fold.h"
#include "tensor/matmul_matrices.h"
#include "tensor/softmax_rows.h"
#include "tensor/vector_math.h"

namespace gradflow {

namespace {

using kernel::Extents;
using kernel::multiply_matrices;

template <class T>
struct Scaled {
  T scale;
  T operator()(T score) const { return score * scale; }
};

template <class T>
struct ExpAbove {
  static constexpr int kCost = softmax_rows::Exponential::kCost;
  T largest;
  T operator()(T score) const { return exponential(score - largest); }
};

// P (dP - Σ P dP) / √width, for dP and P.
template <class T>
struct ScoreSlope {
  static constexpr int kCost = 4;
  T mean, scale;
  T operator()(T slope, T probability) const { return probability * (slope - mean) * scale; }
};

// The extents of one call; a head is one matrix of each operand.
struct Heads {
  std::int64_t batch, heads, queries, keys, width, value_width;

  std::int64_t count() const { return batch * heads; }
  std::int64_t work() const { return queries * keys * (width + value_width); }
  double scale() const { return 1 / std::sqrt(static_cast<double>(width)); }
};

Heads heads_of(const Tensor& q, const Tensor& k, const Tensor& v) {
  return {q.shape()[0], q.shape()[1], q.shape()[2], k.shape()[2], q.shape()[3], v.shape()[3]};
}

void check(const Tensor& q, const Tensor& k, const Tensor& v, bool causal, const Tensor& mask) {
  constexpr std::string_view kName = ScaledDotProductAttention::name;
  const Shape &a = q.shape(), &b = k.shape(), &c = v.shape();
  require<ShapeError>(a.rank() == 4 && b.rank() == 4 && c.rank() == 4 && a[0] == b[0] &&
                          a[0] == c[0] && a[1] == b[1] && a[1] == c[1] && a[3] == b[3] &&
                          b[2] == c[2] && a[3] > 0,
                      "{}: q is {}, k is {}, v is {}; expected (batch, heads, queries, width), "
                      "(batch, heads, keys, width) and (batch, heads, keys, value width)",
                      kName, a, b, c);
  require<TypeError>(q.dtype() == k.dtype() && q.dtype() == v.dtype(),
                     "{}: element types differ: q is {}, k is {}, v is {}", kName, q.dtype(),
                     k.dtype(), v.dtype());
  require<ShapeError>(!causal || a[2] == b[2],
                      "{}: causal, with {} queries and {} keys; expected as many keys as queries",
                      kName, a[2], b[2]);
  if (!mask.defined()) return;
  const Shape scores{a[0], a[1], a[2], b[2]};
  require<ShapeError>(broadcasts_to(mask.shape(), scores),
                      "{}: the mask is {}; expected a shape that stretches to the scores, {}",
                      kName, mask.shape(), scores);
  require<TypeError>(mask.dtype() == DType::int32 || mask.dtype() == q.dtype(),
                     "{}: the mask is {}; expected int32, or {} as q is", kName, mask.dtype(),
                     q.dtype());
}

// A mask as the rows of it that belong to (head, query); steps are 0 where it stretches.
class MaskRows {
 public:
  MaskRows(const Tensor& mask, const Heads& heads) : heads_(heads) {
    const Shape& shape = mask.shape();
    std::int64_t step = 1;
    for (int axis = shape.rank() - 1; axis >= 0; --axis) {
      if (shape[axis] != 1) steps_[4 - shape.rank() + axis] = step;
      step *= shape[axis];
    }
  }
  std::int64_t row(std::int64_t head, std::int64_t query) const {
    return head / heads_.heads * steps_[0] + head % heads_.heads * steps_[1] + query * steps_[2];
  }
  std::int64_t column_step() const { return steps_[3]; }

 private:
  Heads heads_;
  std::int64_t steps_[4] = {};
};

// Scores of one query, scaled, with what the mask adds or hides.
template <class T>
void apply_mask(T* scores, std::int64_t count, const Tensor& mask, const MaskRows& rows,
                std::int64_t row) noexcept {
  const std::int64_t step = rows.column_step();
  if (mask.dtype() == DType::int32) {
    const std::int32_t* seen = mask.values<std::int32_t>().data() + row;
    for (std::int64_t j = 0; j < count; ++j)
      if (seen[j * step] == 0) scores[j] = -std::numeric_limits<T>::infinity();
  } else {
    const T* added = mask.values<T>().data() + row;
    for (std::int64_t j = 0; j < count; ++j) scores[j] += added[j * step];
  }
}

// The softmax of the first `seen` of `keys` scores, in place; 0 for the others, and for all of them
// where every score is -infinity.
template <class T>
void softmax_of_seen(T* scores, std::int64_t seen, std::int64_t keys) noexcept {
  const T largest = static_cast<T>(fold::line<fold::Max>(scores, seen));
  if (largest == -std::numeric_limits<T>::infinity()) seen = 0;
  lift::map_in_place(scores, seen, ExpAbove<T>{largest});
  const T total = static_cast<T>(fold::line<fold::Sum>(scores, seen));
  softmax_rows::divide(scores, seen, total);
  std::fill(scores + seen, scores + keys, T{0});
}

// dS of one head in `slopes`, from its probabilities p, dy and v.
template <class T>
void score_slopes(const T* dy, const T* v, const T* p, const Heads& h, T* slopes) {
  multiply_matrices(dy, v, false, true, Extents{h.queries, h.value_width, h.keys}, slopes);
  lift::share_out<
      ScoreSlope<T>>(h.queries, h.keys, [=, &h](std::int64_t begin, std::int64_t end) noexcept {
    for (std::int64_t i = begin * h.keys; i < end * h.keys; i += h.keys) {
      const T mean = static_cast<T>(fold::dot(slopes + i, p + i, h.keys));
      lift::zip_in_place(slopes + i, p + i, h.keys, ScoreSlope<T>{mean, static_cast<T>(h.scale())});
    }
  });
}

}  // namespace

Tensor ScaledDotProductAttention::forward(const Tensor& queries, const Tensor& keys,
                                          const Tensor& values) {
  check(queries, keys, values, causal, mask);
  q = queries;
  k = keys;
  v = values;
  const Heads h = heads_of(q, k, v);
  probabilities = Tensor::uninitialised(Shape{h.batch, h.heads, h.queries, h.keys}, q.dtype());
  Tensor y = Tensor::uninitialised(v.shape().with_extent(2, h.queries), q.dtype());
  if (y.elements() == 0 && probabilities.elements() == 0) return y;
  const MaskRows mask_rows(mask, h);
  dispatch_floating(q.dtype(), name, [&]<class T>(T) {
    const T *from_q = q.values<T>().data(), *from_k = k.values<T>().data();
    const T* from_v = v.values<T>().data();
    T *all = probabilities.edit<T>().data(), *to = y.edit<T>().data();
    const T scale = static_cast<T>(h.scale());
    kernel::for_matrices(h.count(), h.work(), [&](std::int64_t head) {
      T* p = all + head * h.queries * h.keys;
      multiply_matrices(from_q + head * h.queries * h.width, from_k + head * h.keys * h.width,
                        false, true, Extents{h.queries, h.width, h.keys}, p);
      lift::share_out<ExpAbove<T>>(
          h.queries, h.keys, [&, p](std::int64_t begin, std::int64_t end) noexcept {
            for (std::int64_t i = begin; i < end; ++i) {
              const std::int64_t seen = causal ? i + 1 : h.keys;
              T* row = p + i * h.keys;
              lift::map_in_place(row, seen, Scaled<T>{scale});
              if (mask.defined()) apply_mask(row, seen, mask, mask_rows, mask_rows.row(head, i));
              softmax_of_seen(row, seen, h.keys);
            }
          });
      multiply_matrices(p, from_v + head * h.keys * h.value_width, false, false,
                        Extents{h.queries, h.keys, h.value_width},
                        to + head * h.queries * h.value_width);
    });
  });
  return y;
}

std::array<Gradient, 3> ScaledDotProductAttention::backward(const Tensor& upstream,
                                                            Wanted wanted) const {
  const Heads h = heads_of(q, k, v);
  const auto like = [](bool is_wanted, const Tensor& x) {
    return is_wanted ? Tensor::uninitialised(x.shape(), x.dtype()) : Tensor();
  };
  Tensor dq = like(wanted[0], q), dk = like(wanted[1], k), dv = like(wanted[2], v);
  Tensor ds = like(wanted[0] || wanted[1], probabilities);
  dispatch_floating(q.dtype(), name, [&]<class T>(T) {
    const auto read = [](const Tensor& x) { return x.values<T>().data(); };
    const auto write = [](Tensor& x) { return x.defined() ? x.edit<T>().data() : nullptr; };
    const T *from_q = read(q), *from_k = read(k), *from_v = read(v), *dy = read(upstream);
    const T* p = read(probabilities);
    T *to_q = write(dq), *to_k = write(dk), *to_v = write(dv), *to_s = write(ds);
    kernel::for_matrices(h.count(), h.work(), [&](std::int64_t head) {
      const std::int64_t scores = head * h.queries * h.keys, query = head * h.queries * h.width;
      const std::int64_t key = head * h.keys * h.width, value = head * h.keys * h.value_width;
      const std::int64_t out = head * h.queries * h.value_width;
      if (to_s != nullptr) score_slopes(dy + out, from_v + value, p + scores, h, to_s + scores);
      if (to_q != nullptr)
        multiply_matrices(to_s + scores, from_k + key, false, false,
                          Extents{h.queries, h.keys, h.width}, to_q + query);
      if (to_k != nullptr)
        multiply_matrices(to_s + scores, from_q + query, true, false,
                          Extents{h.keys, h.queries, h.width}, to_k + key);
      if (to_v != nullptr)
        multiply_matrices(p + scores, dy + out, true, false,
                          Extents{h.keys, h.queries, h.value_width}, to_v + value);
    });
  });
  return {dq, dk, dv};
}

Variable scaled_dot_product_attention(const Variable& q, const Variable& k, const Variable& v,
                                      const AttentionOptions& options, SourceLocation where) {
  return apply(ScaledDotProductAttention{options.causal, options.mask, {}, {}, {}, {}}, where, q, k,
               v);
}

}  // namespace gradflow
